// Turns segments of sound into a model's input.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/interface/manifest.h"

namespace nightjar {

// A pure function of one segment; plans and buffers live in a per-thread scratch, so const calls are
// concurrent and allocate nothing per frame.
class FeatureExtractor {
 public:
  virtual ~FeatureExtractor() = default;

  // float32 shape of one segment's features: [bands, frames].
  virtual std::vector<std::int64_t> shape() const = 0;

  // `segment`: float32 [segment_samples]; `out`: float32, row-major, of shape(). Both must have exactly that
  // size.
  virtual void compute(std::span<const float> segment, std::span<float> out) const = 0;
};

// Throws SetupError(bad_manifest) for a spec out of range; the message names the key, what was got and
// expected.
std::unique_ptr<FeatureExtractor> make_log_mel(const LogMelSpec& spec, std::int64_t sample_rate_hz,
                                               std::int64_t segment_samples);

// The extractor a manifest asks for; also checks that its shape is the manifest's input_shape (leading ones
// aside).
std::unique_ptr<FeatureExtractor> make_feature_extractor(const Manifest& manifest);

}  // namespace nightjar
