#include "stages/read/read_spec.h"

#include <algorithm>

namespace nightjar {

ReadSpec read_spec(const Manifest& m) {
  return {.sample_rate_hz = m.sample_rate_hz,
          .grid = {m.segment_samples, m.hop_samples, lead_samples(m)},
          .batch_segments = m.batch_segments,
          .padding = m.padding,
          .shortest_samples = shortest_samples(m)};
}

// The last of several segments has more than an overlap of sound, and mirrors what it lacks.
std::int64_t history_samples(const ReadSpec& spec) {
  if (spec.padding != SegmentPadding::reflect) return 0;
  return std::max<std::int64_t>(0, 2 * spec.grid.hop_samples - spec.grid.segment_samples);
}

void pad_end(SegmentPadding padding, std::span<const float> sound, std::span<float> beyond) {
  if (padding == SegmentPadding::none) return;
  if (padding == SegmentPadding::zeros || sound.empty()) {
    std::ranges::fill(beyond, 0.0F);
    return;
  }
  // The edges stand once: x[n - 2] ... x[0] x[1] ... x[n - 1] x[n - 2] ...
  const std::size_t period = std::max<std::size_t>(1, 2 * (sound.size() - 1));
  for (std::size_t i = 0; i < beyond.size(); ++i) {
    const std::size_t at = (sound.size() + i) % period;
    beyond[i] = sound[std::min(at, period - at)];
  }
}

}  // namespace nightjar
