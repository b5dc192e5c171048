// Lists of what is missing in a recording.
#pragma once

#include <utility>
#include <vector>

#include "nightjar/record.h"

namespace nightjar {

// Adds `gap`, which starts at or after the last one's end, to a list in order. It lengthens that one where
// the two meet and have one cause; an empty gap is left out.
inline void append_gap(std::vector<Gap>& gaps, Gap gap) {
  if (gap.start_frame == gap.end_frame) return;
  if (!gaps.empty() && gaps.back().end_frame == gap.start_frame && gaps.back().code == gap.code) {
    gaps.back().end_frame = gap.end_frame;
  } else {
    gaps.push_back(std::move(gap));
  }
}

}  // namespace nightjar
