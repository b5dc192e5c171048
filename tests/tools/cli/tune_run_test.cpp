// `nightjar tune`, and what `run --profile` does with what it found. What was measured decides nothing here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class Tune : public Workplace {
 protected:
  json tuned(const std::string& budget = "1s") const {
    const Ended ended = nightjar({"tune", "stub", "--budget", budget, "--json"}, options());
    EXPECT_EQ(ended.code, 0) << ended.err;
    return json::parse(ended.out);
  }
  // A profile of this machine, changed by `change`.
  template <class Change>
  void change_profile(Change change) const {
    const fs::path file = tuned("0.01s").at("file").get<std::string>();
    json profile = json::parse(test::read_text(file));
    change(profile);
    std::ofstream(file) << profile.dump();
  }
  json stats(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"--stats", folder_ / "stats.json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return json::parse(test::read_text(folder_ / "stats.json"));
  }
  // How many batches the network was given.
  static std::int64_t batches_in(const json& stats) {
    for (const json& step : stats.at("steps")) {
      if (step.at("step") == "infer") return step.at("calls");
    }
    return 0;
  }
  Ended run(const std::vector<std::string>& more = {}) {
    if (!fs::exists(folder_ / "a.wav")) recording("a.wav", 9.7);  // resuming is about one that did not change
    std::vector<std::string> arguments{"run", "--model", "stub", folder_ / "a.wav"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return nightjar(arguments, options());
  }
};

json first_line(const std::string& out) {
  return json::parse(out.substr(0, out.find('\n')));
}

std::string after_first_line(const std::string& out) {
  return out.substr(out.find('\n'));
}

TEST_F(Tune, measures_within_its_budget_and_keeps_what_it_chose) {
  const json report = tuned();
  EXPECT_EQ(report["budget_s"], 1);
  ASSERT_GE(report["contests"].size(), 2);
  const json& forms = report["contests"][0];
  EXPECT_EQ(forms["what"], "form");
  EXPECT_EQ(forms["reference"], "channels_last, float32, batch 4");
  EXPECT_EQ(forms["candidates"].size(), 4 * 5) << "preparations x batches of 16 to 1";
  EXPECT_EQ(report["contests"][1]["what"], "streams");
  EXPECT_THAT(report["left_out"], AllOf(Contains(HasSubstr("bfloat16: the model has no reference.npz")),
                                        Contains(HasSubstr(".pt2"))));
  EXPECT_FALSE(report["limit"]["why"].get<std::string>().empty());
  const json profile = json::parse(test::read_text(report["file"].get<std::string>()));
  EXPECT_EQ(profile, report["profile"]);
  EXPECT_EQ(profile["for"]["model"], "stub");
  EXPECT_EQ(profile["for"]["libtorch"], "stub");
  EXPECT_EQ(profile["for"]["cores"], report["cores"]["usable"]);
  EXPECT_GE(profile["why"].size(), report["contests"].size());
}

TEST_F(Tune, text_has_a_line_for_each_candidate_and_each_reason) {
  const Ended ended = nightjar({"tune", "stub", "--budget", "6"}, options());
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out,
              AllOf(StartsWith("model "), ContainsRegex("\nmachine +.* cores? \\(. without SMT"),
                    ContainsRegex("\nchannels_last, float32, batch 4 +[0-9.]+ +[0-9.]+ to [0-9.]+"),
                    HasSubstr("  chosen\n"), ContainsRegex("\nlimit +[a-z -]+: "),
                    ContainsRegex("\nprofile +.*/cache/nightjar/profiles/stub-")));
}

TEST_F(Tune, without_time_changes_nothing) {
  const json report = tuned("0.001");
  EXPECT_EQ(report["profile"]["choice"]["preparation"], "channels_last");
  EXPECT_EQ(report["profile"]["choice"]["batch_segments"], 4);
  EXPECT_THAT(report["contests"][0]["why"].get<std::string>(), HasSubstr("give a longer --budget"));
}

TEST_F(Tune, what_is_not_asked_for_changes_no_result) {
  const Ended before = run();
  const std::int64_t batches_before = batches_in(stats());
  change_profile([](json& profile) {
    profile["choice"] = {{"preparation", "plain"}, {"precision", "float32"}, {"batch_segments", 8},
                         {"workers", 3},           {"streams", 3},           {"latency_threads", 1}};
  });
  EXPECT_EQ(run().out, before.out);
  EXPECT_EQ(first_line(before.out)["profile"], nullptr);
  const json unasked = stats();
  EXPECT_EQ(unasked["workers"], 3);
  EXPECT_EQ(batches_in(unasked), batches_before);
  EXPECT_LT(batches_in(stats({"--profile"})), batches_before);
  EXPECT_EQ(stats({"--workers", "2"})["workers"], 2) << "what is asked for goes first";
}

TEST_F(Tune, profile_is_followed_and_named_where_it_is_asked_for) {
  const Ended before = run();
  change_profile([](json& profile) {
    profile["choice"]["preparation"] = "optimised";
    profile["choice"]["batch_segments"] = 8;
  });
  const Ended ended = run({"--profile"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(first_line(ended.out)["profile"], "optimised, float32, batch 8");
  EXPECT_THAT(ended.err, ContainsRegex("profile .*stub-.*: optimised, float32, batch 8\n"));
  EXPECT_EQ(after_first_line(ended.out), after_first_line(before.out)) << "the stub is the same in any form";
  const Ended bench = nightjar({"bench", "stub", recording("b.wav"), "--profile", "--json"}, options());
  EXPECT_EQ(json::parse(bench.out)["profile"], "optimised, float32, batch 8");
}

TEST_F(Tune, profile_that_is_the_rule_gives_the_same_bytes) {
  const Ended before = run();
  tuned("0.001");
  EXPECT_EQ(after_first_line(run({"--profile"}).out), after_first_line(before.out));
}

TEST_F(Tune, results_of_another_profile_are_not_resumed) {
  const std::vector<std::string> to_files{"--out", folder_ / "results", "--resume"};
  EXPECT_EQ(run(to_files).code, 0);
  EXPECT_THAT(run(to_files).err, HasSubstr("1 recording done before"));
  tuned("0.001");
  std::vector<std::string> with_profile = to_files;
  with_profile.emplace_back("--profile");
  EXPECT_THAT(run(with_profile).err, Not(HasSubstr("done before")));
}

TEST_F(Tune, profile_of_another_machine_or_model_is_ignored_with_a_note) {
  EXPECT_THAT(run({"--profile"}).err, HasSubstr("there is no profile; nightjar tune stub makes one"));
  change_profile([](json& profile) { profile["for"]["cpu"] = "Another"; });
  const Ended ended = run({"--profile"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(first_line(ended.out)["profile"], nullptr);
  EXPECT_THAT(ended.err, HasSubstr("is not followed: it is of a Another, here is a "));
  EXPECT_THAT(run({"--log-level", "info"}).err, HasSubstr("is not followed"));
  EXPECT_THAT(run().err, Not(HasSubstr("is not followed")));
  tuned("0.001");
  std::ofstream(folder_ / "models/stub/weights.pt") << "others";
  EXPECT_THAT(run({"--profile"}).err, HasSubstr("of other weights or another manifest of model stub"));
}

TEST_F(Tune, profile_of_more_cores_is_not_that_of_a_process_bound_to_one) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  if (CPU_COUNT(&before) < 2) GTEST_SKIP() << "this takes two cores";
  const json all = tuned("0.001");
  int core = 0;
  while (!CPU_ISSET(core, &before)) ++core;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(core, &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  const Ended bound = run({"--profile"});
  const json alone = tuned("0.001");
  sched_setaffinity(0, sizeof before, &before);
  if (all["cores"]["usable"] == 1) GTEST_SKIP() << "a quota gives this process one core";
  EXPECT_THAT(bound.err, HasSubstr("here may be used 1"));
  EXPECT_EQ(alone["cores"]["usable"], 1);
  EXPECT_EQ(alone["profile"]["choice"]["workers"], 1);
  EXPECT_NE(alone["file"], all["file"]);
}

TEST_F(Tune, damaged_profile_is_an_error_where_it_is_asked_for_and_else_a_warning) {
  std::ofstream(tuned("0.001")["file"].get<std::string>()) << "{\"format\": 1";
  const Ended asked = run({"--profile"});
  EXPECT_EQ(asked.code, 2);
  EXPECT_THAT(asked.out, IsEmpty());
  EXPECT_THAT(asked.err,
              AllOf(HasSubstr("is not valid JSON"), HasSubstr("; remove the file, or measure again")));
  const Ended unasked = run();
  EXPECT_EQ(unasked.code, 0);
  EXPECT_THAT(unasked.err, HasSubstr("remove the file"));
}

TEST_F(Tune, what_it_cannot_do_is_exit_2_and_says_why) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{"stub", "--budget", "0"}, "--budget is 0"},
      {{"stub", "--budget", "long"}, "time 'long'"},
      {{"stub", "--point", "plain,float32,1"}, "has 3 words"},
      {{"stub", "--point", "best,float32,1,1"}, "expected one of plain, frozen"},
      {{"stub", "--point", "plain,float64,1,1"}, "expected one of float32"},
      {{"stub", "--point", "plain,float32,1,0"}, "'0'; expected a number from 1"},
      {{"nowhere"}, "no model 'nowhere'"}};
  for (const auto& [arguments, message] : wrong) {
    std::vector<std::string> all{"tune"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Ended ended = nightjar(all, options());
    EXPECT_EQ(ended.code, 2) << testing::PrintToString(arguments);
    EXPECT_THAT(ended.err, HasSubstr(message));
  }
  ProgramOptions failing = options();
  failing.environment["NIGHTJAR_STUB_FAILS_FROM"] = "1";
  EXPECT_THAT(nightjar({"tune", "stub"}, failing).err, HasSubstr("as asked"));
}

}  // namespace
}  // namespace nightjar::cli
