#include "stages/read/read_spec.h"

namespace nightjar {

ReadSpec read_spec(const Manifest& m) {
  return {.sample_rate_hz = m.sample_rate_hz,
          .grid = {m.segment_samples, m.hop_samples, lead_samples(m)},
          .batch_segments = m.batch_segments,
          .padding = m.padding,
          .shortest_samples = shortest_samples(m)};
}

// Going on, x[present - 1] x[present - 2] ... x[0] x[1] ...: the last sample and the first stand once.
void pad_segment(SegmentPadding padding, std::int64_t present, std::span<float> segment) {
  if (padding != SegmentPadding::reflect || present <= 0) return;
  std::int64_t from = present - 1, step = present > 1 ? -1 : 0;
  for (std::size_t to = static_cast<std::size_t>(present); to < segment.size(); ++to) {
    from += step;
    segment[to] = segment[static_cast<std::size_t>(from)];
    if (from == 0) step = present > 1 ? 1 : 0;
    if (from == present - 1) step = present > 1 ? -1 : 0;
  }
}

}  // namespace nightjar
