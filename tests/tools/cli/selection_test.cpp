// `run --from --to --channels` from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <nlohmann/json.hpp>

#include "tests/engine/support/stub_model.h"
#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Selected : public Workplace {
 protected:
  std::vector<json> run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"run", "--model", "stub"});
    const Ended ended = nightjar(arguments, options());
    EXPECT_EQ(ended.code, 0) << ended.err;
    return test::parse_json_lines(ended.out);
  }
  // A low tone, and beside it a high one.
  std::string two_channels() {
    const auto low = tone(300, 6, 16000), high = tone(6000, 6, 16000);
    std::vector<float> both;
    for (std::size_t i = 0; i < low.size(); ++i) both.insert(both.end(), {low[i], high[i]});
    test::write_sound(folder_ / "two.wav", both, 16000, 2, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    return folder_ / "two.wav";
  }
};

TEST_F(Selected, a_part_keeps_the_times_of_the_whole_and_says_what_it_skips) {
  const auto lines = run({recording("a.wav", 100), "--from", "0:10", "--to", "1:00.5"});
  ASSERT_THAT(test::types_of(lines),
              ElementsAre("run", "recording", "skipped", "event", "skipped", "end", "done"));
  EXPECT_EQ(lines[0]["from_s"], 10);
  EXPECT_EQ(lines[0]["to_s"], 60.5);
  EXPECT_EQ(lines[2]["end_sample"], 160000);
  EXPECT_EQ(lines[2]["code"], "outside_range");
  EXPECT_EQ(lines[3]["start_sample"], 160000);
  EXPECT_EQ(lines[3]["end_s"], 60.5);
  EXPECT_EQ(lines[4]["start_sample"], 968000);
  EXPECT_EQ(lines[5]["processed"], 808000);
  EXPECT_EQ(lines[5]["skipped"], 1600000 - 808000);
  EXPECT_EQ(lines[6]["skipped_s"], 49.5);
}

TEST_F(Selected, each_channel_has_lines_of_its_own) {
  const auto lines = run({two_channels(), "--channels", "each", "--scores", folder_ / "s.csv"});
  ASSERT_THAT(test::types_of(lines), ElementsAre("run", "recording", "event", "event", "end", "done"));
  EXPECT_EQ(lines[0]["channels"], "each");
  EXPECT_EQ(lines[2]["label"], "high");
  EXPECT_EQ(lines[2]["channel"], 1);
  EXPECT_EQ(lines[3]["label"], "low");
  EXPECT_EQ(lines[3]["channel"], 0);
  EXPECT_EQ(lines[4]["processed"], 96000);
  const std::string table = test::read_text(folder_ / "s.csv");
  EXPECT_THAT(table, StartsWith("path,channel,start_sample,end_sample,low,middle,high\r\n"));
  EXPECT_THAT(table, HasSubstr("two.wav,0,0,16000,"));
  EXPECT_THAT(table, HasSubstr("two.wav,1,0,16000,"));
}

TEST_F(Selected, a_mono_recording_has_channel_0_with_each_and_none_without) {
  EXPECT_EQ(run({recording("a.wav"), "--channels", "each"})[2]["channel"], 0);
  EXPECT_FALSE(run({recording("a.wav")})[2].contains("channel"));
}

TEST_F(Selected, the_first_channel_is_heard_alone) {
  const auto lines = run({two_channels(), "--channels", "first"});
  ASSERT_THAT(test::types_of(lines), ElementsAre("run", "recording", "event", "end", "done"));
  EXPECT_EQ(lines[2]["label"], "low");
  EXPECT_FALSE(lines[2].contains("channel"));
}

TEST_F(Selected, bytes_do_not_depend_on_workers_or_memory) {
  const std::string two = two_channels();
  const std::vector<std::string> arguments{"run",    "--model", "stub", two,   "--channels", "each",
                                           "--from", "1",       "--to", "5.3", two,          "--workers"};
  std::string first;
  for (const auto& [workers, memory] : {std::pair{"1", "min"}, {"4", "2GiB"}}) {
    auto with = arguments;
    with.insert(with.end(), {workers, "--memory", memory});
    const std::string out = nightjar(with, options()).out;
    EXPECT_THAT(out, HasSubstr("\"ok\":2"));
    if (first.empty()) first = out;
    EXPECT_EQ(out, first);
  }
}

}  // namespace
}  // namespace nightjar::cli
