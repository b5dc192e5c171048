#include "stages/infer/network_runner.h"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

namespace nightjar {
std::vector<std::int64_t> batch_sizes(std::int64_t batch_segments) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t size = batch_segments; size >= 1; size /= 2) sizes.push_back(size);
  return sizes;
}

NetworkSpec network_spec(const Manifest& manifest) {
  return {.name = manifest.name,
          .weights_path = (manifest.folder / manifest.weights).string(),
          .input_shape = manifest.input_shape,
          .output_shape = {static_cast<std::int64_t>(manifest.labels.size())},
          .batch_sizes = batch_sizes(manifest.batch_segments)};
}

NetworkRunner::NetworkRunner(std::shared_ptr<const Network> network, NetworkSpec spec)
    : network_(std::move(network)), spec_(std::move(spec)) {}

Expected<std::vector<float>> NetworkRunner::run(std::span<const float> features,
                                                std::int64_t segments) const {
  const auto input = batch_view(features.data(), segments, spec_.input_shape);
  if (std::find(spec_.batch_sizes.begin(), spec_.batch_sizes.end(), segments) == spec_.batch_sizes.end() ||
      input.size() != static_cast<std::int64_t>(features.size())) {
    return Unexpected(Error{ErrorCode::inference_failed,
                            "model " + spec_.name + ": got " + std::to_string(features.size()) +
                                " values for " + std::to_string(segments) +
                                " segments, expected one of its batch sizes and " +
                                std::to_string(input.size()) + " values"});
  }
  try {
    const TensorView shape = batch_view<float>(nullptr, segments, spec_.output_shape);
    std::vector<float> scores(static_cast<std::size_t>(shape.size()));
    const auto done = network_->run(input, batch_view(scores.data(), segments, spec_.output_shape));
    if (!done) return Unexpected(done.error());
    return scores;
  } catch (const std::bad_alloc&) {
    return Unexpected(Error{ErrorCode::out_of_memory, "no memory for the scores of model " + spec_.name});
  }
}

}  // namespace nightjar
