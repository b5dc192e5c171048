#include "stages/features/normalizer.h"

#include <algorithm>
#include <cmath>

#include "stages/features/spec_check.h"

namespace nightjar {
namespace {

void check_given(const std::vector<float>& values, const char* key, std::size_t bands) {
  require(values.size() == 1 || values.size() == bands, key, std::to_string(values.size()) + " values",
          "one, or one for each band: " + std::to_string(bands));
}

}  // namespace

Normalizer::Normalizer(const FeatureOutput& output, FeatureLayout layout)
    : spec_(output.normalization), layout_(layout) {
  require_one_of("features.normalization.type", spec_.type, {"none", "per_bin", "per_segment", "global"});
  require_one_of("features.normalization.deviation", spec_.deviation, {"population", "sample", "none"});
  if (spec_.type == "global") {
    check_given(spec_.mean, "features.normalization.mean", layout.bands);
    check_given(spec_.std, "features.normalization.std", layout.bands);
    for (const float std : spec_.std) {
      require(std > 0 && std::isfinite(std), "features.normalization.std", std, "a number above 0");
    }
  } else if (spec_.type != "none" && spec_.deviation != "none") {
    require(spec_.epsilon > 0 && spec_.epsilon <= 1, "features.normalization.epsilon", spec_.epsilon,
            "above 0, at most 1: silence has no deviation");
    const std::size_t values = spec_.type == "per_bin" ? layout.frames : layout.size();
    require(spec_.deviation != "sample" || values > 1, "features.normalization.deviation",
            "\"sample\" of one value", "\"population\", or a longer segment");
  }
}

void Normalizer::apply(std::span<float> values) const noexcept {
  if (spec_.type == "global") return apply_given(values.data());
  if (spec_.type == "per_segment") return measure_and_apply(values.data(), values.size(), 1);
  if (spec_.type == "none") return;
  for (std::size_t b = 0; b < layout_.bands; ++b) {
    measure_and_apply(values.data() + b * layout_.band_step(), layout_.frames, layout_.frame_step());
  }
}

void Normalizer::measure_and_apply(float* values, std::size_t count, std::size_t step) const noexcept {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < count; ++i) sum += values[i * step];
  const double mean = sum / static_cast<double>(count);
  double scale = 1;
  if (spec_.deviation != "none") {
    for (std::size_t i = 0; i < count; ++i) squares += (values[i * step] - mean) * (values[i * step] - mean);
    const std::size_t freedom = spec_.deviation == "sample" ? count - 1 : count;
    scale = 1 / (std::sqrt(squares / static_cast<double>(freedom)) + spec_.epsilon);
  }
  for (std::size_t i = 0; i < count; ++i) {
    values[i * step] = static_cast<float>((values[i * step] - mean) * scale);
  }
}

void Normalizer::apply_given(float* values) const noexcept {
  for (std::size_t b = 0; b < layout_.bands; ++b) {
    const float mean = spec_.mean[std::min(b, spec_.mean.size() - 1)];
    const float std = spec_.std[std::min(b, spec_.std.size() - 1)];
    float* const band = values + b * layout_.band_step();
    for (std::size_t t = 0; t < layout_.frames; ++t) {
      band[t * layout_.frame_step()] = (band[t * layout_.frame_step()] - mean) / std;
    }
  }
}

}  // namespace nightjar
