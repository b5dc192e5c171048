#include "stages/features/model_input.h"

#include <functional>
#include <numeric>
#include <utility>

#include "stages/features/feature_extractor.h"

namespace nightjar {

InputMaker::InputMaker(const Manifest& m)
    : extractor_(make_feature_extractor(m)),
      spec_(m.features),
      sample_rate_hz_(m.sample_rate_hz),
      segment_samples_(m.segment_samples),
      hop_samples_(m.hop_samples),
      shape_(m.input_shape) {}

std::unique_ptr<const FeatureExtractor> InputMaker::extractor_for(std::int64_t samples) const {
  return make_features(spec_, sample_rate_hz_, samples);
}

std::vector<std::int64_t> InputMaker::with_ones(std::vector<std::int64_t> features) const {
  features.insert(features.begin(), shape_.size() - features.size(), 1);
  return features;
}

std::vector<std::int64_t> InputMaker::shape_of(std::int64_t samples) const {
  return with_ones(extractor_for(samples)->shape());
}

ModelInput InputMaker::make(std::span<const float> sound, std::int64_t segments) const {
  const auto hop = static_cast<std::size_t>(hop_samples_);
  const std::size_t samples = sound.size() - static_cast<std::size_t>(segments - 1) * hop;
  std::unique_ptr<const FeatureExtractor> of_shorter;
  if (samples != static_cast<std::size_t>(segment_samples_))
    of_shorter = extractor_for(static_cast<std::int64_t>(samples));
  const FeatureExtractor& extractor = of_shorter ? *of_shorter : *extractor_;

  ModelInput input{.values = {}, .shape = with_ones(extractor.shape())};
  const auto size = static_cast<std::size_t>(
      std::accumulate(input.shape.begin(), input.shape.end(), std::int64_t{1}, std::multiplies<>()));
  input.values.resize(static_cast<std::size_t>(segments) * size);
  for (std::size_t i = 0; i < static_cast<std::size_t>(segments); ++i) {
    extractor.compute(sound.subspan(i * hop, samples), std::span(input.values).subspan(i * size, size));
  }
  return input;
}

}  // namespace nightjar
