#include "stages/infer/network_runner.h"

#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "models/interface/input_shapes.h"

namespace nightjar {
std::vector<std::int64_t> batch_sizes(std::int64_t batch_segments) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t size = batch_segments; size >= 1; size /= 2) sizes.push_back(size);
  return sizes;
}

NetworkSpec network_spec(const Manifest& manifest, std::vector<std::int64_t> shortest_input_shape) {
  const std::int64_t values = row_values(manifest);
  return {.name = manifest.name,
          .weights_path = (manifest.folder / manifest.weights).string(),
          .input_shape = manifest.input_shape,
          .output_shape = manifest.stride_samples == 0 ? std::vector{values} : std::vector{kAnySize, values},
          .batch_sizes =
              manifest.keeps_state() ? std::vector<std::int64_t>{1} : batch_sizes(manifest.batch_segments),
          .shortest_input_shape = std::move(shortest_input_shape),
          .arguments = manifest.input_arguments,
          .reset_method = manifest.reset_method};
}

NetworkRunner::NetworkRunner(std::shared_ptr<const Network> network, NetworkSpec spec)
    : network_(std::move(network)), spec_(std::move(spec)) {}

Expected<std::vector<float>> NetworkRunner::run(std::span<const float> features,
                                                std::span<const std::int64_t> shape,
                                                std::int64_t segments) const {
  const auto& sizes = spec_.batch_sizes;
  const bool is_batch = std::find(sizes.begin(), sizes.end(), segments) != sizes.end();
  return checked(features, shape, segments, is_batch,
                 [this](ConstTensorView input) { return network_->run(input); });
}

Expected<std::vector<float>> NetworkRunner::run(const ConstTensorView& input) const {
  const auto segment = std::span(input.shape).subspan(1, static_cast<std::size_t>(input.rank - 1));
  return run(input.values(), segment, input.shape[0]);
}

Expected<std::vector<float>> NetworkRunner::run(std::span<const float> features,
                                                std::span<const std::int64_t> shape, std::int64_t segments,
                                                NetworkInstance& instance) const {
  return checked(features, shape, segments, segments > 0,
                 [&](ConstTensorView input) { return instance.run(input); });
}

template <class Run>
Expected<std::vector<float>> NetworkRunner::checked(std::span<const float> features,
                                                    std::span<const std::int64_t> shape,
                                                    std::int64_t segments, bool takes_segments,
                                                    Run run) const {
  const auto input = batch_view(features.data(), segments, shape);
  if (!takes_segments || input.size() != std::ssize(features)) {
    return failure("got " + std::to_string(features.size()) + " values for " + std::to_string(segments) +
                   " segments, expected one of its batch sizes and " + std::to_string(input.size()) +
                   " values");
  }
  try {
    auto scores = run(input);
    const std::int64_t row = segments * spec_.output_shape.back();
    if (scores && (scores->empty() || std::ssize(*scores) % row != 0)) {
      return failure("got " + std::to_string(scores->size()) + " scores, expected a multiple of " +
                     std::to_string(row));
    }
    return scores;
  } catch (const std::bad_alloc&) {
    return Unexpected(Error{ErrorCode::out_of_memory, "no memory for the scores of model " + spec_.name});
  } catch (const std::exception& e) {
    return Unexpected(Error{ErrorCode::internal_error, "model " + spec_.name + ": " + e.what()});
  } catch (...) {
    return Unexpected(Error{ErrorCode::internal_error,
                            "model " + spec_.name + ": an exception of unknown type was thrown"});
  }
}

bool NetworkRunner::takes(const ConstTensorView& input) const {
  if (input.data == nullptr || input.rank < 1 || input.rank > 4) return false;
  return takes_input(spec_, std::span(input.shape).first(static_cast<std::size_t>(input.rank)));
}

std::string NetworkRunner::expected_shape() const {
  std::string batches, shape;
  for (const std::int64_t size : spec_.batch_sizes)
    batches += (batches.empty() ? "" : " or ") + std::to_string(size);
  for (const std::int64_t size : spec_.input_shape) shape += ", " + std::to_string(size);
  return "[" + batches + shape + "]";
}

Unexpected NetworkRunner::failure(const std::string& what) const {
  return Unexpected(Error{ErrorCode::inference_failed, "model " + spec_.name + ": " + what});
}

}  // namespace nightjar
