#include "engine/recognizer/loaded_model.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <utility>

namespace nightjar {
namespace {

std::int64_t values_of(const std::vector<std::int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

NetworkSpec spec_of(const Manifest& m) {
  if (m.padding != SegmentPadding::none) return network_spec(m);
  return network_spec(m, input_shape(m, *make_features(m.features, m.sample_rate_hz, shortest_samples(m))));
}

}  // namespace

LoadedModel::LoadedModel(Manifest model_manifest, const Backend& model_backend)
    : manifest(std::move(model_manifest)),
      backend(model_backend),
      features(make_feature_extractor(manifest)),
      network(backend.load(spec_of(manifest)), spec_of(manifest)),
      rows(manifest) {
  check_rows();
}

// Its rows must reach as far as the segment has something to say, and not past its end.
void LoadedModel::check_rows() const {
  if (!rows.emissions()) return;
  const std::int64_t got = network.network().rows();
  const std::int64_t most = manifest.segment_samples / manifest.stride_samples + 1;
  if (got >= rows.needed_rows() && got <= most) return;
  throw SetupError(ErrorCode::bad_model,
                   "the model in " + network.spec().weights_path + " gives " + std::to_string(got) +
                       " rows for a segment of " + std::to_string(manifest.segment_samples) +
                       " samples; expected " + std::to_string(rows.needed_rows()) + " to " +
                       std::to_string(most) + ": correct \"stride_samples\", " +
                       std::to_string(manifest.stride_samples) + ", or let segments overlap more");
}

LoadedModel::Input LoadedModel::input_of(const SoundBatch& sound) const {
  const auto hop = static_cast<std::size_t>(manifest.hop_samples);
  const auto segments = static_cast<std::size_t>(sound.segments);
  const std::size_t samples = sound.samples.size() - (segments - 1) * hop;
  std::unique_ptr<FeatureExtractor> of_short_segment;
  if (samples != static_cast<std::size_t>(manifest.segment_samples)) {
    of_short_segment =
        make_features(manifest.features, manifest.sample_rate_hz, static_cast<std::int64_t>(samples));
  }
  const FeatureExtractor& extractor = of_short_segment ? *of_short_segment : *features;
  Input input{.values = {}, .shape = input_shape(manifest, extractor)};
  const auto values = static_cast<std::size_t>(values_of(input.shape));
  input.values.resize(segments * values);
  for (std::size_t i = 0; i < segments; ++i) {
    extractor.compute(std::span(sound.samples).subspan(i * hop, samples),
                      std::span(input.values).subspan(i * values, values));
  }
  return input;
}

std::int64_t LoadedModel::feature_values() const {
  return values_of(manifest.input_shape);
}

std::int64_t LoadedModel::activation_bytes() const {
  const auto bytes = network.network().activation_bytes();
  return bytes.empty() ? 0 : *std::max_element(bytes.begin(), bytes.end());
}

std::int64_t LoadedModel::batch_bytes() const {
  const std::int64_t b = manifest.batch_segments;
  const std::int64_t sound = (b - 1) * manifest.hop_samples + manifest.segment_samples;
  // Emissions are there twice while they are joined.
  const std::int64_t scores = labels() * network.network().rows() * (rows.emissions() ? 2 : 1);
  return static_cast<std::int64_t>(sizeof(float)) * (sound + b * (feature_values() + scores)) + 4096;
}

}  // namespace nightjar
