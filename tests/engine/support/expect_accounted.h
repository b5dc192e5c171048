// Nothing of a recording is missing from its result.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "nightjar/recognizer.h"

namespace nightjar {

inline void expect_accounted(const Result& r) {
  EXPECT_EQ(r.summary.processed + r.summary.gap + r.summary.skipped, r.summary.frames) << r.recording.path;
  std::int64_t gap_frames = 0, cursor = 0;
  for (const Gap& gap : r.gaps) {
    EXPECT_GE(gap.start_frame, cursor);
    cursor = gap.end_frame;
    gap_frames += gap.end_frame - gap.start_frame;
  }
  EXPECT_EQ(gap_frames, r.summary.gap);
  EXPECT_EQ(std::ssize(r.events), r.summary.events);
  EXPECT_EQ(std::ssize(r.words), r.summary.words);
  EXPECT_EQ(std::ssize(r.transcripts), r.summary.transcripts);
  EXPECT_TRUE(std::is_sorted(r.events.begin(), r.events.end(), [](const Event& a, const Event& b) {
    return std::tie(a.start_frame, a.end_frame, a.label) < std::tie(b.start_frame, b.end_frame, b.label);
  }));
}

}  // namespace nightjar
