#include "tools/cli/progress.h"

#include <gtest/gtest.h>

#include "tools/cli/tally.h"

namespace nightjar::cli {
namespace {

const ProgressState kState{
    .elapsed_s = 40, .sound_s = 12000, .fraction = 0.4, .recordings = 17, .total = 1234, .gaps = 2};

TEST(FormatProgress, says_speed_recordings_gaps_and_time_left) {
  EXPECT_EQ(format_progress(kState, 100),
            "40 % | 300 x real time | 17 of 1,234 recordings | 2 gaps | 1:00 left");
}

TEST(FormatProgress, leaves_out_what_does_not_fit) {
  EXPECT_EQ(format_progress(kState, 60), "40 % | 300 x real time | 17 of 1,234 recordings | 2 gaps");
  EXPECT_EQ(format_progress(kState, 30), "40 % | 300 x real time");
  EXPECT_EQ(format_progress(kState, 3), "");
  for (int width = 1; width < 90; ++width) EXPECT_LT(std::ssize(format_progress(kState, width)), width);
}

TEST(FormatProgress, guesses_no_time_before_it_knows_enough) {
  EXPECT_EQ(
      format_progress({.elapsed_s = 1, .sound_s = 5, .fraction = 0.5, .recordings = 0, .total = 1}, 100),
      "50 % | 5.0 x real time | 0 of 1 recording | 0 gaps");
  EXPECT_EQ(format_progress({}, 100), "0 % | 0.0 x real time | 0 of 0 recordings | 0 gaps");
}

TEST(Tally, work_is_shared_out_by_bytes_and_ends_complete) {
  Tally tally(2, {999, 2999});
  tally.heard(0, 5, 0.5, false);
  EXPECT_DOUBLE_EQ(tally.progress(1).fraction, 500.0 / 4000);
  tally.closed({{.status = Status::ok, .frames = 160000, .processed = 160000}, {}, 16000}, 0, 0.5);
  tally.closed({{.status = Status::refused}, {{ErrorCode::not_found, 0}}}, 1, 1);
  const ProgressState state = tally.progress(1);
  EXPECT_DOUBLE_EQ(state.fraction, 1);
  EXPECT_EQ(state.recordings, 2);
  EXPECT_EQ(tally.done().reasons.at("not_found").recordings, 1);
  EXPECT_DOUBLE_EQ(tally.sound_s(), 10);
}

TEST(SummaryLine, names_only_what_there_is) {
  Tally tally(3, {});
  tally.closed({{.status = Status::ok, .frames = 44100 * 3723LL, .processed = 44100 * 3723LL}, {}, 44100}, 0,
               1);
  tally.closed({{.status = Status::partial, .frames = 10, .processed = 0, .gap = 10}, {}, 44100}, 1, 1);
  tally.closed({{.status = Status::refused}}, 2, 1);
  EXPECT_EQ(summary_line(tally.done(), tally.sound_s(), 1, 10),
            "3 recordings: 1 ok, 1 partial, 1 refused | 1:02:03 of sound in 10.0 s, 372 x real time | 1 gap");
}

}  // namespace
}  // namespace nightjar::cli
