#include "engine/recognizer/loaded_model.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <utility>

namespace nightjar {
namespace {

NetworkSpec spec_of(const Manifest& m, const InputMaker& input) {
  if (m.padding != SegmentPadding::none) return network_spec(m);
  return network_spec(m, input.shape_of(shortest_samples(m)));
}

std::vector<NetworkRunner> runners_of(NetworkSpec spec, const Backend& backend,
                                      const std::vector<std::string>& devices, Precision precision,
                                      Preparation preparation) {
  spec.precision = precision;
  spec.preparation = preparation;
  std::vector<NetworkRunner> runners;
  for (const std::string& device : devices) {
    spec.device = device;
    runners.emplace_back(backend.load(spec), spec);
  }
  return runners;
}

}  // namespace

LoadedModel::LoadedModel(Manifest model_manifest, const Backend& model_backend,
                         const std::vector<std::string>& devices, Precision precision,
                         Preparation preparation)
    : manifest(std::move(model_manifest)),
      backend(model_backend),
      input(manifest),
      networks(runners_of(spec_of(manifest, input), backend, devices, precision, preparation)),
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
  // Emissions are there twice while they are joined.
  const std::int64_t scores = row_values() * network.network().rows() * (rows.emissions() ? 2 : 1);
  return static_cast<std::int64_t>(sizeof(float)) * (sound + b * (feature_values() + scores)) + 4096;
}

}  // namespace nightjar
