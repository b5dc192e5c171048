// Turns segments of sound into a model's input.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/interface/manifest.h"

namespace nightjar {

// A pure function of one segment. Const calls are concurrent: each borrows a scratch of plans and buffers
// that no other call has, and allocates only where more calls than ever before run at once. It borrows
// nothing past a call, so threads may come and go, and the extractor may go once no call runs.
//
//   const auto extractor = nightjar::make_feature_extractor(manifest);
//   std::vector<float> features(bands * frames);              // of extractor->shape()
//   extractor->compute(segment, features);                    // on any thread
class FeatureExtractor {
 public:
  virtual ~FeatureExtractor() = default;

  // float32 shape of one segment's features: [bands, frames].
  virtual std::vector<std::int64_t> shape() const = 0;

  // `segment`: float32 [segment_samples], finite, full scale is -1 to 1 (but any scale works); `out`:
  // float32, row-major, of shape(), and finite wherever a logarithm is taken. Both must have exactly that
  // size. Throws std::bad_alloc where a new scratch is needed and there is no memory for it.
  virtual void compute(std::span<const float> segment, std::span<float> out) const = 0;
};

// log_mel.h says what is computed. Throws SetupError(bad_manifest) for a spec out of range; the message names
// the key, what was got and what is expected.
std::unique_ptr<FeatureExtractor> make_log_mel(const LogMelSpec& spec, std::int64_t sample_rate_hz,
                                               std::int64_t segment_samples);

// The extractor a manifest asks for. Throws the same, and where its shape is not the manifest's input_shape
// (which may have ones before it).
std::unique_ptr<FeatureExtractor> make_feature_extractor(const Manifest& manifest);

}  // namespace nightjar
