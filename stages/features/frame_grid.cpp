#include "stages/features/frame_grid.h"

#include <algorithm>
#include <cstdint>

namespace nightjar {
namespace {

// The sample within [0, count) that stands for the one at `i` outside of it.
std::int64_t inside(std::int64_t i, std::int64_t count, Padding padding) noexcept {
  const std::int64_t edge = padding == Padding::mirror ? 1 : 0;
  while (i < 0 || i >= count) i = i < 0 ? -i - edge : 2 * (count - 1) + edge - i;
  return i;
}

}  // namespace

std::size_t FrameGrid::buffer_samples() const noexcept {
  return padding == Padding::none ? 0 : before + extended_samples + after;
}

const float* FrameGrid::pad(std::span<const float> segment, std::span<float> buffer) const noexcept {
  if (padding == Padding::none) return segment.data() + skipped;
  float* const begin = buffer.data() + before;
  std::copy(segment.begin(), segment.end(), begin);
  if (padding == Padding::zeros) return buffer.data() + skipped;  // nobody writes there
  const auto count = static_cast<std::int64_t>(extended_samples);
  const auto fill = [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i < to; ++i) begin[i] = begin[inside(i, count, padding)];
  };
  fill(-static_cast<std::int64_t>(before), 0);
  fill(count, count + static_cast<std::int64_t>(after));
  return buffer.data() + skipped;
}

}  // namespace nightjar
