// Sound as it is, for models that begin with a network of their own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nightjar/features.h"

namespace nightjar {

// out[n] = input_scale x[n], and with "mean_variance" (y - mean(y)) / sqrt(variance(y) + 1e-7) of that. Gives
// float32 [segment_samples]; sums are in double. Source: transformers.Wav2Vec2FeatureExtractor, do_normalize.
// Concurrent.
class Waveform final : public FeatureExtractor {
 public:
  // Throws SetupError(bad_manifest).
  Waveform(const WaveformSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples);

  std::vector<std::int64_t> shape() const override { return {segment_samples_}; }
  void compute(std::span<const float> segment, std::span<float> out) const override;

 private:
  WaveformSpec spec_;
  std::int64_t segment_samples_;
};

}  // namespace nightjar
