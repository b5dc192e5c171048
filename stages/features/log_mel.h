// Log-mel spectrograms with librosa's contract.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/interface/manifest.h"
#include "stages/features/feature_extractor.h"
#include "stages/features/mel_filterbank.h"
#include "stages/features/pair_spectrum.h"
#include "stages/features/scratch_pool.h"

namespace nightjar {

// out[b][t] = log(max(log_floor, sum_k w[b][k] |X_t[k]|^power)), of
//
//   S = librosa.feature.melspectrogram(y=segment, sr=sample_rate_hz, n_fft, win_length, hop_length, window,
//   center,
//                                      pad_mode, power, n_mels, fmin, fmax, htk, norm)
//   "db":   librosa.power_to_db(S, ref=1.0, amin=log_floor, top_db=top_db or None)
//   "ln":   np.log(np.maximum(S, log_floor))
//   "none": S
//
// Takes a float32 segment [segment_samples] of finite values, gives float32 [mel_bands, frames], row-major.
// It computes in double up to the mel sums, as librosa transforms in double, and in float from there: results
// are within 1e-3 of librosa's within 80 dB of a frame's maximum, and as near as librosa's own float results
// elsewhere. Each frame depends on its own samples alone (with top_db: and on the segment's maximum), so the
// same sound gives the same bits.
//
// compute() is concurrent and allocates only when more calls than ever before run at once.
class LogMel final : public FeatureExtractor {
 public:
  // Throws SetupError(bad_manifest), see `check_log_mel`.
  LogMel(const LogMelSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples);

  std::vector<std::int64_t> shape() const override;
  void compute(std::span<const float> segment, std::span<float> out) const override;

 private:
  struct Scratch {
    Scratch(const LogMelSpec& spec, std::size_t padded_samples);
    PairSpectrum spectrum;
    std::vector<float> padded;  // the segment between its paddings; empty where frames are not centred
  };

  const float* pad(std::span<const float> segment, std::span<float> padded) const noexcept;
  void to_log(std::span<float> mel) const noexcept;

  LogMelSpec spec_;
  std::size_t segment_samples_, hop_samples_, pad_samples_, frames_;
  MelFilterbank filterbank_;
  mutable ScratchPool<Scratch> scratches_;
};

}  // namespace nightjar
