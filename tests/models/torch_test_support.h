// What the tests of the LibTorch backend share.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/interface/network.h"
#include "models/loader/torch_backend.h"

namespace nightjar {

inline std::string model_path(const std::string& name) {
  return NIGHTJAR_SOURCE_DIR "/tests/golden/models/" + name + ".pt";
}

inline NetworkSpec spec_of(const std::string& name, std::vector<std::int64_t> input_shape = {8, 10},
                           std::vector<std::int64_t> batch_sizes = {2, 1}) {
  return {.name = name,
          .weights_path = model_path(name),
          .input_shape = std::move(input_shape),
          .output_shape = {3},
          .batch_sizes = std::move(batch_sizes)};
}

inline std::int64_t values_of(const std::vector<std::int64_t>& shape) {
  std::int64_t n = 1;
  for (const std::int64_t size : shape) n *= size;
  return n;
}

// sin(0), sin(1), ...: what tests/golden/models/make_models.py gives its models.
inline std::vector<float> sine_input(std::int64_t batch, const std::vector<std::int64_t>& shape) {
  std::vector<float> values(static_cast<std::size_t>(batch * values_of(shape)));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(std::sin(static_cast<double>(i)));
  return values;
}

// One run of a whole batch: the outputs [batch, 3], or the error.
inline Expected<std::vector<float>> run(const Network& network, const NetworkSpec& spec,
                                        const std::vector<float>& input) {
  const auto batch = static_cast<std::int64_t>(input.size()) / values_of(spec.input_shape);
  return network.run(batch_view(input.data(), batch, spec.input_shape));
}

}  // namespace nightjar
