// Cepstral coefficients with librosa's contract.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nightjar/features.h"
#include "stages/features/cepstrum.h"
#include "stages/features/log_mel.h"
#include "stages/features/scratch_pool.h"

namespace nightjar {

// librosa.feature.mfcc(S=L, n_mfcc=coefficients, dct_type, norm, lifter) of the log-mel L that LogMel
// computes (librosa's own default for it is "db" with a top_db of 80; torchaudio.transforms.MFCC gives the
// same with type 2 and without lifter). Gives float32 [coefficients, frames] or [frames, coefficients].
// Concurrent.
class Mfcc final : public FeatureExtractor {
 public:
  // Throws SetupError(bad_manifest), see `check_log_mel`.
  Mfcc(const MfccSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples);

  std::vector<std::int64_t> shape() const override { return layout_.shape(); }
  void compute(std::span<const float> segment, std::span<float> out) const override;

 private:
  LogMel log_mel_;  // [frames, mel_bands]
  Cepstrum cepstrum_;
  FeatureLayout layout_;
  Normalizer normalizer_;
  mutable ScratchPool<std::vector<float>> log_mels_;
};

}  // namespace nightjar
