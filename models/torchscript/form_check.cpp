#include "models/torchscript/form_check.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <cstdint>
#include <sstream>

#include "models/torchscript/checked_forward.h"
#include "models/torchscript/script_form.h"

namespace nightjar {
namespace {

// Every input that is tried, with its batch: those of each batch size, and the shortest.
std::vector<std::vector<std::int64_t>> tried_inputs(const NetworkSpec& spec) {
  std::vector<std::vector<std::int64_t>> inputs;
  for (const std::int64_t batch : spec.batch_sizes) inputs.push_back(batch_shape(batch, spec.input_shape));
  if (!spec.shortest_input_shape.empty()) inputs.push_back(batch_shape(1, spec.shortest_input_shape));
  return inputs;
}

void check_pure(const torch::jit::Module& module, const NetworkSpec& spec,
                const std::vector<std::int64_t>& sizes) {
  const CheckedForward run(module, spec, sizes);
  const at::Tensor values = noise(sizes);
  const at::Tensor first = run(values);
  run(at::zeros_like(values));
  if (!same_bits(first, run(values))) {
    run.fail(
        "gives different results for the same input: it keeps state or is random; expected a pure function, "
        "or \"state\" in the manifest");
  }
}

}  // namespace

void check_promise(const torch::jit::Module& module, const NetworkSpec& spec) {
  for (const auto& sizes : tried_inputs(spec)) check_pure(module, spec, sizes);
}

double form_tolerance(Precision precision) {
  return precision == Precision::float32 ? 1e-4 : 5e-2;
}

std::optional<std::string> difference(const at::Tensor& expected, const at::Tensor& got, double tolerance) {
  const double largest = at::nan_to_num(expected, 0, 0, 0).abs().max().item<double>();
  const double allowed = tolerance * std::max(largest, 1.0);
  if (at::allclose(got, expected, 0, allowed, true)) return std::nullopt;
  std::ostringstream text;
  text << "differs by " << at::sub(got, expected).abs().max().item<double>() << " (allowed: " << allowed
       << ')';
  return text.str();
}

std::optional<std::string> difference(const torch::jit::Module& plain, const torch::jit::Module& other,
                                      const NetworkSpec& spec) {
  for (const auto& sizes : tried_inputs(spec)) {
    const at::Tensor values = noise(sizes);
    const at::Tensor input = borrowed(values.const_data_ptr<float>(), sizes, spec);
    auto apart = difference(forward(plain, input, spec).toTensor(), forward(other, input, spec).toTensor(),
                            form_tolerance(spec.precision));
    if (apart) return apart;
  }
  return std::nullopt;
}

double rounding_of(const torch::jit::Module& module, const NetworkSpec& spec) {
  NetworkSpec exact = spec;
  exact.precision = Precision::float32;
  const torch::jit::Module reference = load_module(exact);
  double largest = 0;
  for (const auto& sizes : tried_inputs(spec)) {
    const at::Tensor values = noise(sizes);
    const at::Tensor input = borrowed(values.const_data_ptr<float>(), sizes, spec);
    const at::Tensor expected = forward(reference, input, exact).toTensor();
    const at::Tensor apart = at::sub(forward(module, input, spec).toTensor(), expected).abs();
    largest = std::max(largest, apart.max().item<double>() / expected.abs().max().item<double>());
  }
  return largest;
}

}  // namespace nightjar
