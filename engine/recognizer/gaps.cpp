#include "engine/recognizer/gaps.h"

#include <algorithm>
#include <utility>

namespace nightjar {

void cover(std::vector<Gap>& gaps, Span span, ErrorCode code, const std::string& message) {
  std::vector<Gap> all;
  all.reserve(gaps.size() + 1);
  std::int64_t open_from = span.begin;
  const auto fill_up_to = [&](std::int64_t end) {
    if (end > open_from) all.push_back({open_from, end, code, message});
  };
  for (Gap& gap : gaps) {
    if (gap.end_frame > span.begin && gap.start_frame < span.end) {
      fill_up_to(gap.start_frame);
      open_from = std::max(open_from, gap.end_frame);
    } else if (gap.start_frame >= span.end) {
      fill_up_to(span.end);
      open_from = std::max(open_from, span.end);
    }
    all.push_back(std::move(gap));
  }
  fill_up_to(span.end);
  gaps = std::move(all);
}

std::int64_t covered_frames(const std::vector<Gap>& gaps) {
  std::int64_t frames = 0;
  for (const Gap& gap : gaps) frames += gap.end_frame - gap.start_frame;
  return frames;
}

}  // namespace nightjar
