#include "stages/base/timeline.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nightjar {
namespace {

// 128-bit products: n * rate overflows int64 only past centuries, but a lying header may ask for it.
__extension__ using Wide = __int128;

std::int64_t scale_floor(std::int64_t n, std::int64_t num, std::int64_t den) noexcept {
  const Wide product = static_cast<Wide>(n) * num;
  Wide quotient = product / den;
  if (product % den < 0) --quotient;
  return static_cast<std::int64_t>(quotient);
}

std::int64_t scale_ceil(std::int64_t n, std::int64_t num, std::int64_t den) noexcept {
  return -scale_floor(-n, num, den);
}

}  // namespace

Span intersect(Span a, Span b) noexcept {
  const std::int64_t begin = std::max(a.begin, b.begin);
  return {begin, std::max(begin, std::min(a.end, b.end))};
}

RateRatio::RateRatio(std::int64_t src_hz, std::int64_t dst_hz) noexcept
    : src_(src_hz / std::gcd(src_hz, dst_hz)), dst_(dst_hz / std::gcd(src_hz, dst_hz)) {}

std::int64_t RateRatio::to_dst_floor(std::int64_t n) const noexcept {
  return scale_floor(n, dst_, src_);
}
std::int64_t RateRatio::to_dst_ceil(std::int64_t n) const noexcept {
  return scale_ceil(n, dst_, src_);
}
std::int64_t RateRatio::to_src_floor(std::int64_t n) const noexcept {
  return scale_floor(n, src_, dst_);
}
std::int64_t RateRatio::to_src_ceil(std::int64_t n) const noexcept {
  return scale_ceil(n, src_, dst_);
}

Span selected_frames(const Selection& selection, std::int64_t sample_rate_hz) noexcept {
  const auto frame = [&](double seconds) -> std::int64_t {
    const double exact = seconds * static_cast<double>(sample_rate_hz);
    return exact < static_cast<double>(kOpenEnd) ? std::llround(exact) : kOpenEnd;
  };
  const std::int64_t begin = std::min(frame(selection.from_s), kOpenEnd - 1);
  return {begin, std::max<std::int64_t>(begin + 1, frame(selection.to_s))};
}

std::int64_t SegmentGrid::count(std::int64_t samples) const noexcept {
  if (samples <= 0) return 0;
  if (samples <= segment_samples) return 1;
  return 1 + (samples - segment_samples + hop_samples - 1) / hop_samples;
}

Span SegmentGrid::window(std::int64_t i) const noexcept {
  return {i * hop_samples, i * hop_samples + segment_samples};
}

std::int64_t SegmentGrid::owner(std::int64_t sample) const noexcept {
  return std::max<std::int64_t>(0, sample - lead_samples) / hop_samples;
}

std::int64_t SegmentGrid::owned_begin(std::int64_t i) const noexcept {
  return i <= 0 ? 0 : i * hop_samples + lead_samples;
}

Span heard_frames(const SegmentGrid& grid, const RateRatio& file_to_model, std::int64_t i,
                  std::int64_t frames) noexcept {
  const Span window = grid.window(i);
  return intersect({file_to_model.to_src_floor(window.begin), file_to_model.to_src_floor(window.end)},
                   {0, frames});
}

}  // namespace nightjar
