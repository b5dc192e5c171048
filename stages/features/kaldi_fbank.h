// Mel filter banks with Kaldi's contract.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "nightjar/features.h"
#include "stages/features/kaldi_frames.h"
#include "stages/features/mel_filterbank.h"
#include "stages/features/normalizer.h"
#include "stages/features/pair_spectrum.h"
#include "stages/features/scratch_pool.h"

namespace nightjar {

// What kaldi-native-fbank's OnlineFbank gives for the segment times input_scale, with dither 0: of each frame
// (see KaldiFrames), with w Kaldi's filters,
//
//   m[b] = sum_k w[b][k] |X[k]|^2, or |X[k]| without use_power
//   with use_log_fbank: ln(max(m[b], log_floor)), or ln(m[b] + log_floor) with log_guard "add"
//   with use_energy: e = max(ln(max(energy, 2^-23)), ln(energy_floor)), before the bands, or after them with
//   htk_compat
//
// Gives float32 [frames, bands] or [bands, frames]; the energy is a band. It computes in double up to the
// sums: results are within 1e-3 of kaldi-native-fbank's within 80 dB of a frame's maximum, and as near as its
// own floats elsewhere. Each frame depends on its own samples alone. Concurrent; allocates only when more
// calls than ever before run at once.
class KaldiFbank final : public FeatureExtractor {
 public:
  // Throws SetupError(bad_manifest), see `check_kaldi_frames`, `check_log_guard` and MelFilterbank.
  KaldiFbank(const KaldiFbankSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples);

  std::vector<std::int64_t> shape() const override { return layout_.shape(); }
  FeatureLayout layout() const noexcept { return layout_; }
  void compute(std::span<const float> segment, std::span<float> out) const override;

 private:
  struct Scratch {
    Scratch(const KaldiFbankSpec& spec, std::size_t padded_samples);
    KaldiFrames frames;
    PairSpectrum spectrum;
    std::vector<float> padded;  // the segment between its mirror images; empty with snip_edges
  };

  // What a value becomes before its logarithm is taken; itself where none is.
  struct Guard {
    float added = 0, lowest = 0;
    float operator()(double value) const noexcept {
      return std::max(static_cast<float>(value) + added, lowest);
    }
  };
  static Guard guard_of(const KaldiFbankSpec& spec);

  void to_log(std::span<float> out) const noexcept;

  KaldiFbankSpec spec_;
  FrameGrid grid_;
  MelFilterbank filterbank_;
  FeatureLayout layout_;
  std::size_t energy_band_, first_band_;
  Guard guard_;
  Normalizer normalizer_;
  mutable ScratchPool<Scratch> scratches_;
};

}  // namespace nightjar
