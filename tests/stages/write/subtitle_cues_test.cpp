#include "stages/write/subtitle_cues.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/stages/write/scenes.h"

namespace nightjar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr CueLimits kTenPerLine{.line_characters = 10, .most_frames = 7000};

std::vector<std::string> lines_in(const std::vector<Cue>& cues) {
  std::vector<std::string> lines;
  for (const Cue& cue : cues) {
    for (const std::string& line : cue.lines) lines.push_back(line);
    lines.emplace_back("|");
  }
  return lines;
}

std::int64_t length_of(const std::string& utf8) {
  return std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

TEST(SubtitleCues, are_broken_between_words_into_lines_of_like_length) {
  EXPECT_THAT(lines_in(break_into_cues(words_of("one two", 0, 100), kTenPerLine)),
              ElementsAre("one two", "|"));
  EXPECT_THAT(lines_in(break_into_cues(words_of("a few more words", 0, 100), kTenPerLine)),
              ElementsAre("a few", "more words", "|"));
  EXPECT_THAT(lines_in(break_into_cues(words_of("one two three four five six", 0, 100), kTenPerLine)),
              ElementsAre("one two", "three four", "|", "five six", "|"));
}

TEST(SubtitleCues, have_the_times_of_their_words) {
  std::vector<CueWord> words;
  for (std::int64_t i = 0; i < 8; ++i) words.push_back({i * 2000, i * 2000 + 1500, "ab", i > 0});
  const auto cues = break_into_cues(words, kTenPerLine);
  ASSERT_THAT(cues, SizeIs(3));  // a fourth word would end after 7.5 s
  EXPECT_EQ(cues[0].start_frame, 0);
  EXPECT_EQ(cues[0].end_frame, 5500);
  EXPECT_EQ(cues[1].start_frame, 6000);
}

TEST(SubtitleCues, cut_a_word_that_is_longer_than_a_line_or_takes_too_long) {
  EXPECT_THAT(lines_in(break_into_cues({{0, 1000, "abcdefghijklmnopqrstuvwxyz", false}}, kTenPerLine)),
              ElementsAre("abcdefghij", "klmnopqrst", "|", "uvwxyz", "|"));
  const auto slow = break_into_cues({{5, 9000, "slow", false}}, kTenPerLine);
  EXPECT_EQ(slow.front().end_frame, 7005);
  // Characters, not bytes.
  EXPECT_THAT(
      lines_in(break_into_cues(
          {{0, 1, "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9", false}}, kTenPerLine)),
      SizeIs(2));
}

TEST(SubtitleCues, keep_their_limits_and_all_words_of_any_utterance) {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<CueWord> words;
    std::string all;
    std::int64_t at = 0;
    for (int i = 0; i < 40; ++i) {
      const std::string text(1 + random() % 60, static_cast<char>('a' + random() % 26));
      const std::int64_t start = at + static_cast<std::int64_t>(random() % 500);
      at = start + 1 + static_cast<std::int64_t>(random() % (round % 3 == 0 ? 9000 : 900));
      words.push_back({start, at, text, random() % 4 != 0});
      all += text;
    }
    const CueLimits limits{.most_frames = 7000};
    std::string shown;
    std::int64_t end = 0;
    for (const Cue& cue : break_into_cues(words, limits)) {
      ASSERT_GE(cue.start_frame, end);
      ASSERT_GE(cue.end_frame, cue.start_frame);
      ASSERT_LE(cue.end_frame - cue.start_frame, 7000);
      ASSERT_TRUE(cue.lines.size() == 1 || cue.lines.size() == 2);
      for (const std::string& line : cue.lines) {
        ASSERT_LE(length_of(line), 42);
        for (const char c : line) {
          if (c != ' ') shown += c;
        }
      }
      end = cue.end_frame;
    }
    ASSERT_EQ(shown, all);
  }
}

TEST(SubtitleWriter, gives_no_cue_before_the_last_one_ended_and_none_without_a_time) {
  test::Scene scene = test::interview();
  scene.info.sample_rate_hz = 384000;
  scene.spans = {TextSpan{.kind = SpanKind::transcript, .end_frame = 100, .text = "a"},
                 TextSpan{.kind = SpanKind::transcript, .start_frame = 100, .end_frame = 120, .text = "b"}};
  EXPECT_EQ(test::written(scene, test::format_of("srt")),
            "1\n00:00:00,000 --> 00:00:00,001\na\n\n2\n00:00:00,001 --> 00:00:00,002\nb\n");
}

TEST(SubtitleWriter, takes_words_that_come_before_their_transcript) {
  test::Scene after = test::interview(), before = after;
  std::stable_sort(before.spans.begin(), before.spans.end(), [](const auto& a, const auto& b) {
    const TextSpan &x = std::get<TextSpan>(a), &y = std::get<TextSpan>(b);
    return std::pair(x.start_frame, x.end_frame) < std::pair(y.start_frame, y.end_frame);
  });
  EXPECT_EQ(test::written(before, test::format_of("srt")), test::written(after, test::format_of("srt")));
}

TEST(SubtitleWriter, counts_hours_beyond_a_day) {
  test::Scene scene = test::interview();
  const std::int64_t hour = 3600 * scene.info.sample_rate_hz;
  scene.spans = {TextSpan{.kind = SpanKind::transcript,
                          .start_frame = 100 * hour,
                          .end_frame = 100 * hour + 16000,
                          .text = "late"}};
  EXPECT_THAT(test::written(scene, test::format_of("vtt")),
              HasSubstr("100:00:00.000 --> 100:00:01.000\nlate\n"));
}

}  // namespace
}  // namespace nightjar
