#include "stages/read/wanted_segments.h"

#include <algorithm>

namespace nightjar {

bool WantedSegments::wants(std::int64_t segment, bool is_last, const Wanted& wanted) const {
  if (!wanted) return true;
  const std::int64_t end = is_last ? grid_.window(segment).end : grid_.owned_begin(segment + 1);
  return wanted({ratio_.to_src_floor(grid_.owned_begin(segment)), ratio_.to_src_ceil(end)});
}

bool WantedSegments::hears(Span samples, std::int64_t first, const Wanted& wanted) const {
  const std::int64_t earliest = (samples.begin - grid_.segment_samples) / grid_.hop_samples;
  for (std::int64_t i = std::max(first, earliest); i <= last_hearing(samples.end); ++i) {
    if (wants(i, true, wanted)) return true;  // each may turn out to be the last
  }
  return false;
}

std::int64_t WantedSegments::asks_to(std::int64_t end) const {
  return ratio_.to_src_ceil(grid_.window(last_hearing(end)).end);
}

}  // namespace nightjar
