// `nightjar soak`, with a stub that leaks and fails on demand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/support/thorough.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SoakTest : public Workplace {
 protected:
  // Limits that the noise of a short run on a busy machine does not break: of it, an hour of memory's growth
  // says nothing. A test of a gate sets that gate's own.
  std::vector<std::string> command(const std::vector<std::string>& more) const {
    const std::map<std::string, std::string> usual{{"--model", "stub"},
                                                   {"--workers", "2"},
                                                   {"--max-drift", "1000"},
                                                   {"--max-slope", a_day_ ? "0.2" : "1e9"},
                                                   {"--out", file_},
                                                   {"--every", a_day_ ? "0.5" : "0.02"},
                                                   {"--longest", a_day_ ? "5:00" : "5"}};
    std::vector<std::string> words{"soak", "--quiet"};
    for (const auto& [name, value] : usual) {
      if (std::find(more.begin(), more.end(), name) == more.end()) words.insert(words.end(), {name, value});
    }
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Ended soak(const std::vector<std::string>& more,
             const std::map<std::string, std::string>& stub = {}) const {
    return nightjar(command(more), with(stub));
  }
  // A batch takes some time, so that there are samples.
  ProgramOptions with(const std::map<std::string, std::string>& stub) const {
    ProgramOptions program = options();
    program.environment["NIGHTJAR_STUB_BATCH_MS"] = a_day_ ? "0" : "4";
    for (const auto& [name, value] : stub) program.environment["NIGHTJAR_STUB_" + name] = value;
    return program;
  }
  std::vector<json> lines() const {
    if (!std::filesystem::exists(file_)) return {};
    return test::parse_json_lines(test::read_text(file_));
  }
  static std::vector<std::string> failed(const json& summary) {
    std::vector<std::string> names;
    for (const json& gate : summary["gates"])
      if (gate["verdict"] == "FAILED") names.push_back(gate["name"]);
    return names;
  }
  using Names = std::vector<std::string>;

  // In the long tier; a sanitizer would take hours.
  const bool a_day_ = test::thorough() && !NIGHTJAR_SANITIZED;
  const std::string minutes_ = NIGHTJAR_SANITIZED ? "2:00" : "10:00";
  const std::string length_ = a_day_ ? "24h" : minutes_;
  const double length_s_ = a_day_ ? 86400 : NIGHTJAR_SANITIZED ? 120 : 600;
  const std::string file_ = folder_ / "soak.jsonl";
};

TEST_F(SoakTest, passes_on_recordings_of_many_lengths) {
  const Ended ended = soak({"--audio", length_});
  EXPECT_EQ(ended.code, 0) << ended.err << ended.out;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("x real time"), HasSubstr("\nspans           passed ")));
  if (a_day_) {
    EXPECT_THAT(ended.out, Not(HasSubstr("unclear")));
  }
  const std::vector<json> all = lines();
  ASSERT_GE(all.size(), 15U);
  EXPECT_EQ(all.front()["type"], "soak");
  EXPECT_EQ(all.front()["sound"], "generated");
  double sound_s = 0;
  for (std::size_t i = 1; i + 1 < all.size(); ++i) {
    const json& sample = all[i];
    EXPECT_EQ(sample["type"], "sample");
    EXPECT_GE(sample["sound_s"], sound_s);
    sound_s = sample["sound_s"];
    EXPECT_GT(sample["rss_bytes"], 0);
    EXPECT_GE(sample["threads"], 3);
    EXPECT_LE(sample["batches_under_way"], all.front()["batches_in_flight"]);
    EXPECT_EQ(sample["heap"].is_object(), NIGHTJAR_HAS_JEMALLOC == 1);
    if (NIGHTJAR_HAS_JEMALLOC == 1) {
      EXPECT_GT(sample["heap"]["allocated_bytes"], 100 << 10);
    }
  }
  const json& summary = all.back();
  EXPECT_EQ(summary["type"], "summary");
  EXPECT_GE(summary["sound_s"], length_s_);
  EXPECT_LE(summary["sound_s"], length_s_ + 60);  // it ends soon
  EXPECT_GE(summary["recordings"], 48);
  EXPECT_GT(summary["batches"], summary["recordings"]);
  EXPECT_GE(summary["latency_p50_ms"], a_day_ ? 0 : 1.9);  // what the stub waits
  EXPECT_GE(summary["latency_p99_ms"], summary["latency_p50_ms"]);
  EXPECT_EQ(all[all.size() - 2]["batches_under_way"], 0);
}

TEST_F(SoakTest, passes_on_an_endless_recording_to_the_end_that_is_asked_for) {
  const Ended ended = soak({"--endless", "--audio", length_, "--json"});
  EXPECT_EQ(ended.code, 0) << ended.err << ended.out;
  if (a_day_) {
    EXPECT_THAT(ended.out, Not(HasSubstr("unclear")));
  }
  const json summary = json::parse(ended.out);
  EXPECT_EQ(summary["recordings"], 1);
  EXPECT_NEAR(summary["sound_s"], length_s_, 1e-6 * length_s_);
  EXPECT_EQ(lines().front()["sound"], "endless");
}

TEST_F(SoakTest, ends_after_the_time_that_is_asked_for) {
  const Ended ended = soak({"--hours", "0.0001", recording("a.wav"), "--json"});
  EXPECT_EQ(ended.code, 0) << ended.err << ended.out;
  EXPECT_GE(json::parse(ended.out)["wall_s"], 0.36);
}

TEST_F(SoakTest, fails_on_memory_that_leaks) {
  if (NIGHTJAR_SANITIZED) GTEST_SKIP() << "the sanitizer keeps memory that was freed";
  const Ended ended = soak({"--audio", "10:00", "--max-slope", "60"}, {{"LEAKS", "memory"}});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(failed(lines().back()), Names{"memory slope"});
  EXPECT_THAT(ended.err, HasSubstr("nightjar: memory slope failed: "));
}

TEST_F(SoakTest, fails_on_memory_over_the_ceiling) {
  if (NIGHTJAR_SANITIZED) GTEST_SKIP() << "the sanitizer needs more memory than there may be";
  const Ended ended = soak({"--audio", "10:00", "--memory", "min"}, {{"LEAKS", "memory"}});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(failed(lines().back()), Names{"peak memory"});
}

TEST_F(SoakTest, fails_on_files_that_are_left_open) {
  const Ended ended = soak({"--audio", minutes_, recording("a.wav", 60)}, {{"LEAKS", "files"}});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(failed(lines().back()), Names{"open files"});
}

TEST_F(SoakTest, fails_on_a_span_that_is_not_recognised) {
  const Ended ended = soak({"--audio", minutes_}, {{"FAILS_FROM", "20"}});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(failed(lines().back()), Names{"spans"});
  EXPECT_THAT(ended.err, AllOf(HasSubstr("spans failed: "), HasSubstr(" frames, all processed")));
}

TEST_F(SoakTest, fails_on_a_recording_that_loses_its_end) {
  const std::string path = recording("a.wav");
  Program program(command({"--hours", "1", path}), with({}));
  const auto times_heard = [this] {
    const std::vector<json> all = lines();
    return all.empty() ? 0 : all.back().value("recordings", 0);
  };
  ASSERT_TRUE(eventually([&] { return times_heard() > 0; }));
  std::filesystem::rename(recording("b.wav", 2), path);
  const int before = times_heard();
  ASSERT_TRUE(eventually([&] { return times_heard() > before + 20; }));
  program.signal(SIGINT);
  EXPECT_EQ(program.wait().code, 130);
  EXPECT_EQ(failed(lines().back()), Names{"spans"});
}

TEST_F(SoakTest, tells_how_far_it_came_when_it_is_interrupted) {
  Program program(command({recording("a.wav", 60)}), with({}));
  ASSERT_TRUE(eventually([&] { return lines().size() > 3; }));
  program.signal(SIGTERM);
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_THAT(ended.out, HasSubstr("x real time"));
  EXPECT_EQ(lines().back()["type"], "summary");
}

TEST_F(SoakTest, that_is_killed_leaves_every_sample) {
  Program program(command({recording("a.wav", 60)}), with({}));
  ASSERT_TRUE(eventually([&] { return lines().size() > 3; }));
  const std::size_t before = lines().size();
  program.signal(SIGKILL);
  program.wait();
  EXPECT_GE(lines().size(), before);
  EXPECT_EQ(lines().back()["type"], "sample");
}

TEST_F(SoakTest, says_what_it_cannot_do) {
  const Ended both = soak({"--endless", recording("a.wav")});
  EXPECT_EQ(both.code, 2);
  EXPECT_THAT(both.err, HasSubstr("--endless"));
  const Ended refused = soak({folder_ / "missing.wav"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("missing.wav"));
  const Ended unwritten = soak({"--out", folder_ / "no folder/f.jsonl", "--audio", "1"});
  EXPECT_EQ(unwritten.code, 3);
  EXPECT_THAT(unwritten.err, HasSubstr("no folder/f.jsonl"));
}

}  // namespace
}  // namespace nightjar::cli
