#include "engine/recognizer/loaded_model.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace nightjar {

LoadedModel::LoadedModel(Manifest model_manifest, const Backend& model_backend)
    : manifest(std::move(model_manifest)),
      backend(model_backend),
      features(make_feature_extractor(manifest)),
      network(backend.load(network_spec(manifest)), network_spec(manifest)) {}

ReadSpec LoadedModel::read_spec() const {
  return {
      .sample_rate_hz = manifest.sample_rate_hz, .grid = grid(), .batch_segments = manifest.batch_segments};
}

std::int64_t LoadedModel::feature_values() const {
  return std::accumulate(manifest.input_shape.begin(), manifest.input_shape.end(), std::int64_t{1},
                         std::multiplies<>());
}

std::int64_t LoadedModel::activation_bytes() const {
  const auto bytes = network.network().activation_bytes();
  return bytes.empty() ? 0 : *std::max_element(bytes.begin(), bytes.end());
}

std::int64_t LoadedModel::batch_bytes() const {
  const std::int64_t b = manifest.batch_segments;
  const std::int64_t sound = (b - 1) * manifest.hop_samples + manifest.segment_samples;
  return static_cast<std::int64_t>(sizeof(float)) * (sound + b * feature_values() + b * labels()) + 4096;
}

}  // namespace nightjar
