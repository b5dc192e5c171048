// What a model is given for a batch of sound.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/interface/manifest.h"
#include "nightjar/features.h"

namespace nightjar {

// float32 [segments, shape...]
struct ModelInput {
  std::vector<float> values;
  std::vector<std::int64_t> shape;  // of one segment: its features, after the ones of the manifest's shape
};

// Const calls are concurrent.
class InputMaker {
 public:
  // Copies what it needs of `manifest`. Throws what make_feature_extractor does.
  explicit InputMaker(const Manifest& manifest);

  // Of a whole segment, or one of `samples`, for which there must be features.
  const std::vector<std::int64_t>& shape() const noexcept { return shape_; }
  std::vector<std::int64_t> shape_of(std::int64_t samples) const;

  // `sound`: float32 samples of `segments` consecutive segments, whole ones, or a single one that is shorter:
  // for that the tables of its features are made anew.
  ModelInput make(std::span<const float> sound, std::int64_t segments) const;

 private:
  std::unique_ptr<const FeatureExtractor> extractor_for(std::int64_t samples) const;
  std::vector<std::int64_t> with_ones(std::vector<std::int64_t> features) const;

  std::unique_ptr<const FeatureExtractor> extractor_;
  FeatureSpec spec_;
  std::int64_t sample_rate_hz_;
  std::int64_t segment_samples_;
  std::int64_t hop_samples_;
  std::vector<std::int64_t> shape_;
};

}  // namespace nightjar
