// The table of `run` for people: text of records.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tools/cli/printable.h"
#include "tools/cli/table_writer.h"

namespace nightjar::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const RecordingInfo kInfo{
    .path = "", .container = "wav", .codec = "pcm_s16", .sample_rate_hz = 16000, .declared_frames = {}};

std::string table_of(const std::vector<Record>& records, const TableStyle& style,
                     const std::string& path = "may/dawn.wav") {
  std::string text;
  TableWriter table(
      [&text](std::string_view lines) -> Expected<void> {
        text += lines;
        return {};
      },
      style, path);
  for (const Record& record : records) EXPECT_TRUE(table.write(record));
  return text;
}

std::vector<Record> every_record() {
  return {
      kInfo,
      Event{.start_frame = 0, .end_frame = 40960, .label = "speech", .score = 0.9986F},
      Transcript{.start_frame = 16000LL * 3723,
                 .end_frame = 16000LL * 3724,
                 .text = "to wit",
                 .score = 0.55F,
                 .n_best = {{"to wit", 0.9}, {"to woo", 0.1}},
                 .continues = true,
                 .channel = 1},
      Word{.start_frame = 16000LL * 3723, .end_frame = 16000LL * 3724, .text = "to", .score = 0.0F},
      Match{
          .start_frame = 16000, .end_frame = 32000, .id = "jingles/b.wav", .offset_s = 61.5, .score = 0.72F},
      Gap{.start_frame = 40960,
          .end_frame = 90897,
          .code = ErrorCode::truncated,
          .message = "cut short",
          .time_uncertain = true},
      Skipped{.start_frame = 90897, .end_frame = 106897, .message = "outside of --from"},
      Summary{.status = Status::partial,
              .frames = 106897,
              .processed = 40960,
              .gap = 49937,
              .skipped = 16000,
              .events = 1,
              .words = 1,
              .transcripts = 2,
              .clipped = 3}};
}

TEST(Table, has_a_row_for_each_record_with_times_bar_and_text) {
  EXPECT_EQ(table_of(every_record(), {.columns = 80, .blocks = true}), R"(may/dawn.wav
     0:00.00     0:02.56  ██████████ 1.00  speech
  1:02:03.00  1:02:04.00  █████▌     0.55  to wit (channel 2) (continues)
  1:02:03.00  1:02:04.00  █████████  0.90    or: to wit
  1:02:03.00  1:02:04.00  █          0.10    or: to woo
  1:02:03.00  1:02:04.00             0.00    to
     0:01.00     0:02.00  ███████▎   0.72  jingles/b.wav from 1:01.50
     0:02.56     0:05.68  gap              truncated: cut short (time uncertain)
     0:05.68     0:06.68  skipped          outside of --from
  partial: 6.7 s, 3.1 s missing, 1.0 s left out, 1 event, 2 transcripts, 1
    word, 3 clipped frames
)");
}

TEST(Table, of_a_narrow_terminal_has_neither_ends_nor_bars) {
  EXPECT_EQ(table_of(every_record(), {.columns = 40}), R"(may/dawn.wav
     0:00.00  1.00     speech
  1:02:03.00  0.55     to wit (channel
                       2) (continues)
  1:02:03.00  0.90       or: to wit
  1:02:03.00  0.10       or: to woo
  1:02:03.00  0.00       to
     0:01.00  0.72     jingles/b.wav
                       from 1:01.50
     0:02.56  gap      truncated: cut
                       short (time
                       uncertain)
     0:05.68  skipped  outside of --from
  partial: 6.7 s, 3.1 s missing, 1.0 s
    left out, 1 event, 2 transcripts, 1
    word, 3 clipped frames
)");
}

TEST(Table, is_as_wide_as_the_terminal_at_most_and_ascii_where_the_locale_is) {
  for (int columns = 40; columns <= 200; ++columns) {
    std::istringstream lines(table_of(every_record(), {.columns = columns}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(std::ssize(line), columns) << line;
      EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; })) << line;
    }
  }
}

TEST(Table, of_colours_has_those_of_the_terminal_and_leaves_none_on) {
  const std::string text = table_of(every_record(), {.columns = 80, .colour = true});
  EXPECT_THAT(text, HasSubstr("\x1b[1mmay/dawn.wav\x1b[0m\n"));
  EXPECT_THAT(text, HasSubstr("\x1b[32m##########\x1b[0m 1.00  speech\n"));
  EXPECT_THAT(text, HasSubstr("\x1b[31mgap\x1b[0m   "));
  EXPECT_THAT(text, HasSubstr("\n  \x1b[31mpartial\x1b[0m: 6.7 s"));
  EXPECT_THAT(table_of({kInfo, Summary{.frames = 16000, .processed = 16000}}, {.colour = true}),
              HasSubstr("\n  \x1b[32mok\x1b[0m: 1.0 s\n"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t last = line.rfind("\x1b[");
    if (last == std::string::npos) continue;
    EXPECT_EQ(line.substr(last, 4), "\x1b[0m") << line;
  }
}

TEST(Table, says_why_a_recording_was_refused_and_nothing_of_one_that_was_not_begun) {
  EXPECT_EQ(table_of({Error{.code = ErrorCode::not_found, .message = "no such file"},
                      Summary{.status = Status::refused}},
                     {}),
            "may/dawn.wav\n  not_found: no such file\n  refused\n");
  EXPECT_EQ(table_of({Summary{.status = Status::not_started}}, {}), "");
}

TEST(Table, hides_from_the_terminal_what_it_would_obey) {
  const std::string hostile =
      "\x1b]0;owned\x07\x1b[2J\r\n\xc2\x9b"
      "31m\x9b\xe2\x80\xae";
  const std::string text =
      table_of({kInfo, Event{.end_frame = 1, .label = hostile}, Gap{.end_frame = 1, .message = hostile},
                Skipped{.end_frame = 1, .message = hostile}, Error{.message = hostile},
                Match{.end_frame = 1, .id = hostile}, Transcript{.end_frame = 1, .text = hostile}},
               {}, hostile);
  for (const char* obeyed : {"\x1b", "\x07", "\r", "\x9b", "\xe2\x80\xae"})
    EXPECT_THAT(text, Not(HasSubstr(obeyed))) << text;
  EXPECT_THAT(text, testing::StartsWith(R"(\x1b]0;owned\x07\x1b[2J\x0d\x0a\xc2\x9b31m\x9b\xe2\x80\xae)"
                                        "\n"));
}

TEST(Wrap, breaks_at_spaces_else_between_characters_and_knows_wide_ones) {
  EXPECT_THAT(wrap("", 5), ElementsAre(""));
  EXPECT_THAT(wrap("tawny owl", 9), ElementsAre("tawny owl"));
  EXPECT_THAT(wrap("tawny owl", 8), ElementsAre("tawny", "owl"));
  EXPECT_THAT(wrap("a tawnyowl", 4), ElementsAre("a", "tawn", "yowl"));
  EXPECT_THAT(wrap("äöüß", 2), ElementsAre("äö", "üß"));
  EXPECT_THAT(wrap("夜鷹が", 4), ElementsAre("夜鷹", "が"));
  EXPECT_THAT(wrap("夜", 1), ElementsAre("夜"));
  EXPECT_THAT(wrap("e\u0301e\u0301", 1), ElementsAre("e\u0301", "e\u0301"));
  EXPECT_EQ(width_of("夜e\u0301!"), 4);
}

}  // namespace
}  // namespace nightjar::cli
