// Which samples of a segment each frame has.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace nightjar {

// What a frame sees before a segment and after it.
enum class Padding {
  none,
  zeros,
  reflect,  // x[2] x[1] | x[0] x[1] x[2]: about the edge sample, as numpy's "reflect"
  mirror,   // x[1] x[0] | x[0] x[1] x[2]: the edge sample twice, as numpy's "symmetric"
};

// Frame t begins `skipped` samples and t hops after the start of the padded segment, which is: `before`
// samples of padding, the segment with zeros after it up to `extended_samples`, `after` samples of padding.
// Padding longer than the segment goes back and forth over it; to reflect, there must be two samples.
struct FrameGrid {
  std::size_t segment_samples = 0;
  std::size_t extended_samples = 0;  // >= segment_samples
  std::size_t before = 0, after = 0;
  Padding padding = Padding::none;
  std::size_t skipped = 0;
  std::size_t hop_samples = 0, frames = 0;

  // Size of the buffer that pad() needs: 0 where frames lie in the segment itself.
  std::size_t buffer_samples() const noexcept;

  // The first frame: in `segment`, or in `buffer`, which must hold zeros or what an earlier call of this grid
  // left.
  const float* pad(std::span<const float> segment, std::span<float> buffer) const noexcept;
};

}  // namespace nightjar
