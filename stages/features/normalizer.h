// Brings features to the range that a model was trained on.
#pragma once

#include <span>

#include "nightjar/feature_spec.h"
#include "stages/features/feature_layout.h"

namespace nightjar {

// x = (x - mean) / (std + epsilon), in place; feature_spec.h says over what. Sums are in double. Const calls
// are concurrent, and do not allocate.
class Normalizer {
 public:
  // Throws SetupError(bad_manifest) with the key.
  Normalizer(const FeatureOutput& output, FeatureLayout layout);

  void apply(std::span<float> values) const noexcept;

 private:
  void measure_and_apply(float* values, std::size_t count, std::size_t step) const noexcept;
  void apply_given(float* values) const noexcept;

  Normalization spec_;
  FeatureLayout layout_;
};

}  // namespace nightjar
