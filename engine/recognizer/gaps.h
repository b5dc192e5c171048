// Gaps of a recording: kept disjoint and in order.
#pragma once

#include <string>
#include <vector>

#include "nightjar/record.h"
#include "stages/base/timeline.h"

namespace nightjar {

// Adds a gap over whatever of `span` no gap in `gaps` covers yet. `gaps` is disjoint and in order, before and
// after.
void cover(std::vector<Gap>& gaps, Span span, ErrorCode code, const std::string& message);

// How many frames `gaps` cover.
std::int64_t covered_frames(const std::vector<Gap>& gaps);

}  // namespace nightjar
