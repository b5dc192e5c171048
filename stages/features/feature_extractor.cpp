#include "stages/features/feature_extractor.h"

#include <algorithm>
#include <string>

#include "nightjar/error.h"

namespace nightjar {
namespace {

std::string to_string(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (const std::int64_t n : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(n);
  return text + "]";
}

// `input` is `features`, but for leading ones.
bool fits(const std::vector<std::int64_t>& input, const std::vector<std::int64_t>& features) {
  if (input.size() < features.size()) return false;
  const auto split = input.end() - static_cast<std::ptrdiff_t>(features.size());
  return std::all_of(input.begin(), split, [](std::int64_t n) { return n == 1; }) &&
         std::equal(split, input.end(), features.begin());
}

}  // namespace

std::unique_ptr<FeatureExtractor> make_feature_extractor(const Manifest& manifest) {
  auto extractor = make_features(manifest.features, manifest.sample_rate_hz, manifest.segment_samples);
  const std::vector<std::int64_t> shape = extractor->shape();
  if (!fits(manifest.input_shape, shape)) {
    throw SetupError(ErrorCode::bad_manifest,
                     "input_shape is " + to_string(manifest.input_shape) + "; expected " + to_string(shape) +
                         ", the shape of the features of " + std::to_string(manifest.segment_samples) +
                         " samples, after any number of ones");
  }
  return extractor;
}

}  // namespace nightjar
