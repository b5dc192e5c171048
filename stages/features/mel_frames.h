// The mel spectrum of each frame of a segment: what all log-mel features begin with.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nightjar/feature_spec.h"
#include "stages/features/feature_layout.h"
#include "stages/features/frame_grid.h"
#include "stages/features/mel_filterbank.h"
#include "stages/features/pair_spectrum.h"
#include "stages/features/scratch_pool.h"

namespace nightjar {

// out[b][t] = sum_k w[b][k] |c X_t[k]|^power, of two frames at a time; c is what spectrum_scale says: 1, or
// 1 / sqrt(sum_n window[n]^2) ("window"), or 1 / sqrt(n_fft) ("frame_length"). It computes in double and
// rounds to float at the end, as librosa transforms in double. Each frame depends on its own samples alone,
// so the same sound gives the same bits. compute() is concurrent and allocates only when more calls than ever
// before run at once.
class MelFrames {
 public:
  // Needs a spec that `check_log_mel` accepts, and a grid whose frames are of n_fft samples.
  MelFrames(const LogMelSpec& spec, std::int64_t sample_rate_hz, const FrameGrid& grid);

  FeatureLayout layout() const noexcept {
    return {filterbank_.bands(), grid_.frames, spec_.output.layout == "frames_bands"};
  }

  // `segment`: float32 [grid.segment_samples]; `out`: float32 in layout().
  void compute(std::span<const float> segment, std::span<float> out) const;

 private:
  struct Scratch {
    Scratch(const LogMelSpec& spec, std::size_t padded_samples);
    PairSpectrum spectrum;
    std::vector<float> padded;  // the segment between its paddings; empty where frames are not centred
  };

  LogMelSpec spec_;
  FrameGrid grid_;
  MelFilterbank filterbank_;
  mutable ScratchPool<Scratch> scratches_;
};

}  // namespace nightjar
