// What becomes of everything that `nightjar run` was given: all of it is in `done` and in --stats, with the
// reasons for what was not recognised.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::Pair;

class Ledger : public Workplace {
 protected:
  Ended run(std::vector<std::string> more) const {
    more.insert(more.begin(), {"run", "--model", "stub", "--stats", folder_ / "stats.json"});
    ProgramOptions with = options();
    with.bound_by_permissions = true;
    return nightjar(more, with);
  }
  static json done_of(const Ended& ended) { return test::parse_json_lines(ended.out).back(); }
  json stats() const { return json::parse(test::read_text(folder_ / "stats.json")); }

  // Code -> recordings and seconds.
  static std::map<std::string, std::pair<int, double>> reasons_of(const json& done) {
    std::map<std::string, std::pair<int, double>> reasons;
    for (const json& r : done.value("reasons", json::array()))
      reasons[r["code"]] = {r["recordings"], r["seconds"]};
    return reasons;
  }
  // The totals are those of the `end` lines, every recording is one of the five, and --stats says the same.
  void expect_balanced(const Ended& ended) const {
    const json done = done_of(ended);
    const json told = stats();
    int ends = 0;
    double processed_s = 0, gap_s = 0, skipped_s = 0;
    for (const json& line : test::parse_json_lines(ended.out)) {
      if (line["type"] != "end") continue;
      ++ends;
      EXPECT_EQ(line["frames"].get<int>(),
                line["processed"].get<int>() + line["gap"].get<int>() + line["skipped"].get<int>());
      processed_s += line["processed"].get<double>() / 16000;
      gap_s += line["gap"].get<double>() / 16000;
      skipped_s += line["skipped"].get<double>() / 16000;
    }
    EXPECT_EQ(done["recordings"], ends);
    EXPECT_EQ(done["ok"].get<int>() + done["partial"].get<int>() + done["refused"].get<int>() +
                  done["interrupted"].get<int>() + done["not_started"].get<int>(),
              ends);
    EXPECT_NEAR(done["processed_s"].get<double>(), processed_s, 1e-4);
    EXPECT_NEAR(done["gap_s"].get<double>(), gap_s, 1e-4);
    EXPECT_NEAR(done["skipped_s"].get<double>(), skipped_s, 1e-4);
    double of_reasons_s = 0;
    for (const auto& [code, reason] : reasons_of(done)) {
      of_reasons_s += reason.second;
      EXPECT_EQ(told["reasons"][code]["recordings"], reason.first);
      EXPECT_EQ(told["reasons"][code]["seconds"], reason.second);
    }
    EXPECT_EQ(told["reasons"].size(), reasons_of(done).size());
    EXPECT_NEAR(of_reasons_s, gap_s + skipped_s, 1e-4) << "all that is lacking has a reason";
    for (const char* key :
         {"recordings", "ok", "partial", "refused", "not_audio", "processed_s", "gap_s", "skipped_s"})
      EXPECT_EQ(told[key], done[key]) << key;
  }
};

TEST_F(Ledger, has_all_that_was_given_and_why_it_was_not_recognised) {
  recording("in/a.wav", 10);
  recording("in/cut.wav", 10);
  fs::resize_file(folder_ / "in/cut.wav", 44 + 2 * 16000 * 7);
  std::ofstream(folder_ / "in/no sound.wav") << "RIFF....WAVE";
  std::ofstream(folder_ / "in/letter.txt") << "no audio";
  fs::create_directory(folder_ / "in/locked");
  fs::permissions(folder_ / "in/locked", fs::perms::none);
  const Ended ended = run({folder_ / "in", folder_ / "missing.wav", "--to", "9"});
  fs::permissions(folder_ / "in/locked", fs::perms::owner_all);
  EXPECT_EQ(ended.code, 1);
  const json done = done_of(ended);
  EXPECT_EQ(done["ok"], 1);
  EXPECT_EQ(done["partial"], 1);
  EXPECT_EQ(done["refused"], 2);
  EXPECT_EQ(done["not_audio"], 1);
  EXPECT_EQ(done["unreadable_folders"], 1);
  EXPECT_EQ(done["refused_bytes"], 12);
  EXPECT_EQ(done["processed_s"], 9 + 7);
  EXPECT_THAT(reasons_of(done),
              ElementsAre(Pair("bad_header", Pair(1, 0)), Pair("not_found", Pair(1, 0)),
                          Pair("outside_range", Pair(2, 2)), Pair("truncated", Pair(1, 2))));
  expect_balanced(ended);
}

TEST_F(Ledger, of_a_resumed_run_is_that_of_a_whole_one_and_says_what_was_done_before) {
  recording("in/a.wav", 10);
  recording("in/cut.wav", 10);
  fs::resize_file(folder_ / "in/cut.wav", 44 + 2 * 16000 * 7);
  const std::vector<std::string> given{folder_ / "in", "--from", "1", "--out", folder_ / "out"};
  const Ended first = run(given);
  expect_balanced(first);
  EXPECT_EQ(stats()["done_before"]["recordings"], 0);
  std::vector<std::string> again = given;
  again.emplace_back("--resume");
  const Ended second = run(again);
  EXPECT_EQ(second.out, first.out);
  expect_balanced(second);
  EXPECT_EQ(stats()["done_before"]["recordings"], 1);
  EXPECT_EQ(stats()["done_before"]["processed_s"], 9);
  EXPECT_EQ(stats()["sound_s"], 6);
}

TEST_F(Ledger, of_an_interrupted_run_has_what_was_begun_and_what_was_not) {
  recording("in/a.wav", 60);
  recording("in/b.wav", 10);
  ProgramOptions with = options();
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "200";
  with.environment["NIGHTJAR_STUB_BEGUN"] = folder_ / "begun";
  Program program({"run", "--model", "stub", "--workers", "1", "--memory", "min", "--stats",
                   folder_ / "stats.json", folder_ / "in"},
                  with);
  ASSERT_TRUE(eventually([this] { return fs::exists(folder_ / "begun"); }));
  program.signal(SIGINT);
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  const auto reasons = reasons_of(done_of(ended));
  EXPECT_EQ(reasons.at("not_started").first, 1);
  EXPECT_EQ(reasons.at("interrupted").first, 1);
  EXPECT_GT(reasons.at("interrupted").second, 50);
  expect_balanced(ended);
}

}  // namespace
}  // namespace nightjar::cli
