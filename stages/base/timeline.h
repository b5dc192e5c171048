// Time, counted in samples. Inside the engine a time is an int64 sample index at the model's rate; in the
// output one at the file's own rate, called a frame there. Seconds exist only where they are written.
#pragma once

#include <cstdint>
#include <optional>

#include "nightjar/selection.h"

namespace nightjar {

// A half-open span [begin, end) of samples or frames.
struct Span {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  std::int64_t size() const noexcept { return end - begin; }
  bool empty() const noexcept { return end <= begin; }
  friend bool operator==(const Span&, const Span&) = default;
};

Span intersect(Span a, Span b) noexcept;  // empty spans come out as {x, x}

// Whether something that ends at `end_frame` has times that are estimates: `from` is the frame that they are
// estimates from, none where all are known.
inline bool uncertain_time(std::optional<std::int64_t> from, std::int64_t end_frame) noexcept {
  return from && end_frame > *from;
}

// The exact ratio of two sample rates in lowest terms: a time of n source samples is n * dst / src target
// samples.
class RateRatio {
 public:
  RateRatio() = default;
  // Both rates in 1 to 384,000 Hz.
  RateRatio(std::int64_t src_hz, std::int64_t dst_hz) noexcept;

  std::int64_t src() const noexcept { return src_; }  // src_hz / gcd
  std::int64_t dst() const noexcept { return dst_; }  // dst_hz / gcd

  // floor(n * dst / src), ceil(n * dst / src), and back. Exact for any n that fits 24 days at 384 kHz and far
  // beyond.
  std::int64_t to_dst_floor(std::int64_t n) const noexcept;
  std::int64_t to_dst_ceil(std::int64_t n) const noexcept;
  std::int64_t to_src_floor(std::int64_t n) const noexcept;
  std::int64_t to_src_ceil(std::int64_t n) const noexcept;

 private:
  std::int64_t src_ = 1;
  std::int64_t dst_ = 1;
};

// The part of a recording that a selection names, in frames at its rate; not cut to its length. An open end
// is kOpenEnd.
inline constexpr std::int64_t kOpenEnd = std::int64_t{1} << 62;
Span selected_frames(const Selection& selection, std::int64_t sample_rate_hz) noexcept;

// Segments of one recording: segment i hears samples [i * hop, i * hop + segment) of the model's rate. Each
// sample is *owned* by exactly one segment, the one whose [lead, lead + hop) it lies in, the middle hop as a
// rule; the first segment owns all before, the last all after. So the owned spans partition the recording,
// and a decision about a segment is a statement about them.
struct SegmentGrid {
  std::int64_t segment_samples = 1;
  std::int64_t hop_samples = 1;                                     // 1 to segment_samples
  std::int64_t lead_samples = (segment_samples - hop_samples) / 2;  // 0 to segment_samples - hop_samples

  // How many segments cover `samples` samples (>= 1 for samples >= 1; the last may reach past the end).
  std::int64_t count(std::int64_t samples) const noexcept;
  // What segment i of `count` hears, not clipped to the recording.
  Span window(std::int64_t i) const noexcept;
  // The segment that owns `sample` >= 0, in a recording that goes on after it.
  std::int64_t owner(std::int64_t sample) const noexcept;
  // Where segment i's owned span begins: 0 for the first, else i * hop + lead.
  std::int64_t owned_begin(std::int64_t i) const noexcept;
};

// The window of segment i at the file's rate, clipped to its `frames` frames.
Span heard_frames(const SegmentGrid& grid, const RateRatio& file_to_model, std::int64_t i,
                  std::int64_t frames) noexcept;

}  // namespace nightjar
