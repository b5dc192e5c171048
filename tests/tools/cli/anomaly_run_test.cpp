// `nightjar run --anomaly`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/tools/cli/embedding_workplace.h"

namespace nightjar::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class AnomalyRun : public EmbeddingWorkplace {
 protected:
  void index_normal(unsigned seed) const {
    write("normal/a.wav", machine(seed, 30));
    write("normal/b.wav", machine(seed + 1, 30));
    ASSERT_EQ(call({"match", "build", index_, folder_ / "normal", "--model", "bands"}).code, 0);
  }
};

TEST_F(AnomalyRun, tells_what_is_unlike_normal_sound) {
  index_normal(1);
  const Ended ended =
      run({write("odd.wav", machine(3, 40, true)), write("even.wav", machine(4, 40)), "--anomaly", index_,
           "--scores", folder_ / "s.csv", "--out", folder_ / "out", "--format", "jsonl,csv"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto first = test::parse_json_lines(ended.out).at(0);
  EXPECT_EQ(first["normal_share"], 0.999);
  EXPECT_EQ(first["anomaly_index_sha256"].get<std::string>().size(), 64U);
  const auto events = lines_of(test::read_text(folder_ / "out/odd.wav.jsonl"), "event");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0]["label"], "anomaly");
  EXPECT_NEAR(events[0]["start_s"], 20, 0.8);
  EXPECT_NEAR(events[0]["end_s"], 25, 0.8);
  EXPECT_GT(events[0]["score"], 0.5);
  EXPECT_THAT(lines_of(test::read_text(folder_ / "out/even.wav.jsonl"), "event"), IsEmpty());
  EXPECT_THAT(test::read_text(folder_ / "s.csv"),
              testing::StartsWith("path,start_sample,end_sample,anomaly\r\n"));
}

TEST_F(AnomalyRun, has_rows_of_a_table_for_people) {
  index_normal(1);
  const Ended ended = run({write("odd.wav", machine(3, 40, true)), "--anomaly", index_, "--format", "table"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, testing::ContainsRegex("\n     0:(19|20)\\.[0-9]+     0:2[45]\\.[^\n]+  anomaly\n"));
  EXPECT_THAT(ended.out, HasSubstr("\n  ok: 40.0 s, 1 event\n"));
}

// Scores that were kept are distances from the normal sound of one index: with another they are worth
// nothing.
TEST_F(AnomalyRun, that_was_killed_goes_on_with_the_same_index_and_share_alone) {
  index_normal(1);
  const std::string other = folder_ / "other";
  write("more/a.wav", test::make_noise(30 * kRateHz, 8, 0.2F));
  ASSERT_EQ(call({"match", "build", other, folder_ / "more", "--model", "bands"}).code, 0);
  write("in/a.wav", machine(3, 60, true));
  const std::string file = folder_ / "out/a.wav.jsonl";
  const std::string checkpoint = folder_ / "out/a.wav.nightjar-checkpoint";
  const auto arguments = [&](const std::vector<std::string>& more) {
    std::vector<std::string> all{"run",   "--model",       "bands",        "--workers",    "2",
                                 "--out", folder_ / "out", folder_ / "in", "--checkpoint", "20"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  ProgramOptions slow = options();
  slow.environment["NIGHTJAR_STUB_BATCH_MS"] = "60";
  const auto killed_and_resumed = [&](std::vector<std::string> more) {
    std::filesystem::remove_all(folder_ / "out");
    Program killed(arguments({"--anomaly", index_}), slow);
    EXPECT_TRUE(eventually([&] {
      std::error_code error;
      const auto size = std::filesystem::file_size(checkpoint, error);
      return !error && size > 1500;
    }));
    killed.signal(SIGKILL);
    killed.wait();
    more.emplace_back("--resume");
    const Ended ended = nightjar(arguments(more), options());
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.err.find("taken from checkpoints") != std::string::npos;
  };
  const auto whole = [&](const std::vector<std::string>& more) {
    std::filesystem::remove_all(folder_ / "out");
    EXPECT_EQ(nightjar(arguments(more), options()).code, 0);
    return test::read_text(file);
  };
  const std::vector<std::vector<std::string>> runs{
      {"--anomaly", index_}, {"--anomaly", other}, {"--anomaly", index_, "--normal-share", "0.9"}};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string wanted = whole(runs[i]);
    EXPECT_EQ(lines_of(wanted, "event").empty(), false);
    EXPECT_EQ(killed_and_resumed(runs[i]), i == 0);
    EXPECT_EQ(test::read_text(file), wanted);
  }
}

}  // namespace
}  // namespace nightjar::cli
