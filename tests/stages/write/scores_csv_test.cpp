#include <gmock/gmock.h>

#include <cstdlib>
#include <limits>
#include <random>

#include "stages/write/scores.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(ScoresCsv, writes_a_header_and_a_row_for_each_segment) {
  const test::TempFolder folder;
  auto writer = open_scores(folder / "s.csv", {.labels = {"dog", "rain, heavy"}});
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->begin("a.wav"));
  const Span heard[] = {{0, 48000}, {24000, 72000}};
  const float scores[] = {0.5F, 0.1F, kNan, kNan};
  ASSERT_TRUE((*writer)->rows(0, heard, scores));
  ASSERT_TRUE((*writer)->begin("say \"hi\"\n.wav"));
  ASSERT_TRUE((*writer)->rows(0, std::span(heard).first(1), std::span(scores).first(2)));
  ASSERT_TRUE((*writer)->begin("two\nlines"));
  ASSERT_TRUE((*writer)->rows(0, std::span(heard).first(1), std::span(scores).first(2)));
  ASSERT_TRUE((*writer)->close());
  EXPECT_EQ(test::read_text(folder / "s.csv"),
            "path,start_sample,end_sample,dog,\"rain, heavy\"\r\n"
            "a.wav,0,48000,0.5,0.1\r\n"
            "a.wav,24000,72000,,\r\n"
            "\"say \"\"hi\"\"\n.wav\",0,48000,0.5,0.1\r\n"
            "\"two\nlines\",0,48000,0.5,0.1\r\n");
}

TEST(ScoresCsv, has_a_column_for_the_channel_where_each_has_rows) {
  const test::TempFolder folder;
  auto writer = open_scores(folder / "s.csv", {.labels = {"dog"}, .channel = true});
  const Span heard[] = {{0, 48000}};
  const float scores[] = {0.5F};
  ASSERT_TRUE((*writer)->begin("a.wav") && (*writer)->rows(2, heard, scores) && (*writer)->close());
  EXPECT_EQ(test::read_text(folder / "s.csv"),
            "path,channel,start_sample,end_sample,dog\r\n"
            "a.wav,2,0,48000,0.5\r\n");
}

TEST(ScoresCsv, a_float_reads_back_as_itself) {
  const test::TempFolder folder;
  auto writer = open_scores(folder / "s.csv", {.labels = {"x"}});
  ASSERT_TRUE(writer && (*writer)->begin("a"));
  std::mt19937 random(2);
  std::vector<float> values = {0, 1, 1e-30F, std::numeric_limits<float>::denorm_min()};
  for (int i = 0; i < 2000; ++i) values.push_back(std::generate_canonical<float, 24>(random));
  ASSERT_TRUE((*writer)->rows(0, std::vector<Span>(values.size()), values) && (*writer)->close());
  const std::string text = test::read_text(folder / "s.csv");
  std::size_t at = 0;
  for (const float value : values) {
    at = text.find("a,0,0,", at) + 6;
    ASSERT_EQ(std::strtof(text.c_str() + at, nullptr), value);
  }
}

TEST(Scores, another_ending_is_a_usage_error) {
  EXPECT_THROW(open_scores("scores.txt", {.labels = {"x"}}), SetupError);
}

}  // namespace
}  // namespace nightjar
