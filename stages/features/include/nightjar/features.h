// Turns segments of sound into a model's input. A library of its own: nightjar::features, without LibTorch.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nightjar/feature_spec.h"

namespace nightjar {

// A pure function of one segment. Const calls are concurrent: each borrows a scratch of plans and buffers
// that no other call has, and allocates only where more calls than ever before run at once. It borrows
// nothing past a call, so threads may come and go, and the extractor may go once no call runs.
//
//   const auto extractor = nightjar::make_features(nightjar::WhisperLogMelSpec{.mel_bands = 80}, 16000,
//   480000); std::vector<float> features(80 * 3000);                   // of extractor->shape()
//   extractor->compute(segment, features);                    // on any thread
class FeatureExtractor {
 public:
  virtual ~FeatureExtractor() = default;

  // float32 shape of one segment's features: [bands, frames] or [frames, bands], as the spec's layout says
  // (of a mfcc the bands are its coefficients); [mel_bands, 3000] for Whisper, [samples] for a waveform.
  virtual std::vector<std::int64_t> shape() const = 0;

  // `segment`: float32 [segment_samples], finite, full scale is -1 to 1 (but any scale works); `out`:
  // float32, row-major, of shape(), and finite wherever a logarithm is taken. Both must have exactly that
  // size. Throws std::bad_alloc where a new scratch is needed and there is no memory for it.
  virtual void compute(std::span<const float> segment, std::span<float> out) const = 0;
};

// feature_spec.h says what each spec is, models/README.md with its formulas. Throws SetupError(bad_manifest)
// for a spec out of range; the message names the key, what was got and what is expected.
std::unique_ptr<FeatureExtractor> make_features(const FeatureSpec& spec, std::int64_t sample_rate_hz,
                                                std::int64_t segment_samples);

}  // namespace nightjar
