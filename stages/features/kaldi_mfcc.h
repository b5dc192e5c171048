// Cepstral coefficients with Kaldi's contract.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nightjar/features.h"
#include "stages/features/cepstrum.h"
#include "stages/features/kaldi_fbank.h"
#include "stages/features/scratch_pool.h"

namespace nightjar {

// What kaldi-native-fbank's OnlineMfcc gives for the segment times input_scale, with dither 0: the
// orthonormal cosine transform of the log powers of KaldiFbank, with the lifter 1 + Q / 2 sin(pi i / Q), Q =
// cepstral_lifter. With use_energy the log energy stands in place of C0; with htk_compat that one comes last,
// C0 times sqrt(2). Gives float32 [frames, coefficients] or [coefficients, frames]. Concurrent; allocates
// only when more calls than ever before run at once.
class KaldiMfcc final : public FeatureExtractor {
 public:
  // Throws SetupError(bad_manifest), as KaldiFbank does.
  KaldiMfcc(const KaldiMfccSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples);

  std::vector<std::int64_t> shape() const override { return layout_.shape(); }
  void compute(std::span<const float> segment, std::span<float> out) const override;

 private:
  void order_as_htk(float* coefficients) const noexcept;

  KaldiMfccSpec spec_;
  KaldiFbank fbank_;  // [frames, bands], the energy first
  Cepstrum cepstrum_;
  FeatureLayout layout_;
  Normalizer normalizer_;
  mutable ScratchPool<std::vector<float>> fbanks_;
};

}  // namespace nightjar
