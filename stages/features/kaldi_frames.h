// Kaldi's frames: two at a time, ready to be transformed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nightjar/feature_spec.h"
#include "stages/features/frame_grid.h"
#include "stages/features/frame_pair.h"

namespace nightjar {

// Throws SetupError(bad_manifest) for the first value out of range, with its key, what was got and what is
// expected.
void check_kaldi_frames(const KaldiFrameSpec& spec, std::int64_t sample_rate_hz,
                        std::int64_t segment_samples);

// The FFT's size: win_samples, or the power of two that is not below it.
int kaldi_fft_samples(const KaldiFrameSpec& spec) noexcept;

// With snip_edges 1 + (segment - win) / hop frames, all inside the segment; else (segment + hop / 2) / hop
// frames, the middle of frame t at (t + 1/2) hops, and the segment is mirrored at its edges. Divisions round
// down.
FrameGrid kaldi_grid(const KaldiFrameSpec& spec, std::int64_t segment_samples);

// Of each frame x[0 .. win_samples):
//
//   y = x - mean(x)              (remove_dc_offset)
//   z[n] = y[n] - p y[n - 1], z[0] = (1 - p) y[0]        (p: preemphasis)
//   sample n: window[n] z[n],  energy: sum_n y[n]^2 (raw_energy) or sum_n (window[n] z[n])^2
//
// Source: kaldi-native-fbank 1.22, ProcessWindow; it computes in float, this in double. Owns its buffers: one
// object serves one thread at a time; no call allocates.
class KaldiFrames {
 public:
  explicit KaldiFrames(const KaldiFrameSpec& spec);  // one that was checked

  // `first`, `second`: win_samples each, which are not kept.
  void load(const float* first, const float* second) noexcept;

  const FramePair* samples() const noexcept { return samples_.data(); }  // [FFT size], zeros after the window
  FramePair energy() const noexcept { return energy_; }

 private:
  KaldiFrameSpec spec_;
  std::vector<double> window_;  // [win_samples]
  std::vector<FramePair> samples_;
  FramePair energy_ = 0.0;
};

}  // namespace nightjar
