#include "models/torchscript/state_form.h"

#include <ATen/Functions.h>

#include <cstdint>
#include <vector>

#include "models/torchscript/checked_forward.h"
#include "models/torchscript/error_text.h"
#include "models/torchscript/form_check.h"
#include "models/torchscript/script_form.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

constexpr std::uint64_t kTriedSteps = 6;

// Step `i` of the sound that is tried: noise, but for one of digital silence.
at::Tensor tried_step(const NetworkSpec& spec, std::uint64_t i) {
  const auto sizes = batch_shape(1, spec.input_shape);
  return i == 2 ? at::zeros(sizes) : noise(sizes, 1 + i);
}

void checked_reset(const torch::jit::Module& instance, const NetworkSpec& spec) {
  try {
    reset(instance, spec);
  } catch (const std::exception& error) {
    throw SetupError(ErrorCode::bad_model, "the model in " + spec.weights_path + " fails in " +
                                               spec.reset_method +
                                               "(): " + first_meaningful_line(message_of(error)) +
                                               "; expected a method that forgets what was heard");
  }
}

}  // namespace

torch::jit::Module instance_of(const torch::jit::Module& module) {
  c10::IValue::HashIdentityIValueMap shared;
  for (const at::Tensor& weight : module.parameters()) shared.emplace(weight, weight);
  return torch::jit::Module(module._ivalue()->deepcopy(shared));
}

void reset(const torch::jit::Module& instance, const NetworkSpec& spec) {
  instance.get_method(spec.reset_method)({});
}

void check_state(const torch::jit::Module& module, const NetworkSpec& spec) {
  const torch::jit::Module one = instance_of(module);
  const torch::jit::Module other = instance_of(module);
  const auto sizes = batch_shape(1, spec.input_shape);
  const CheckedForward run(one, spec, sizes);
  const CheckedForward disturb(other, spec, sizes);
  checked_reset(one, spec);
  std::vector<at::Tensor> outputs;
  for (std::uint64_t i = 0; i < kTriedSteps; ++i) outputs.push_back(run(tried_step(spec, i)));
  checked_reset(other, spec);
  checked_reset(one, spec);
  for (std::uint64_t i = 0; i < kTriedSteps; ++i) {
    disturb(tried_step(spec, kTriedSteps + i));
    if (!same_bits(outputs[i], run(tried_step(spec, i)))) {
      run.fail("gives different results for the same steps after " + spec.reset_method +
               "(): it forgets too little, keeps state in its weights or is random; expected those of a new "
               "instance");
    }
  }
}

std::optional<std::string> state_difference(const torch::jit::Module& plain, const torch::jit::Module& other,
                                            const NetworkSpec& spec) {
  const torch::jit::Module expected = instance_of(plain);
  const torch::jit::Module got = instance_of(other);
  reset(expected, spec);
  reset(got, spec);
  for (std::uint64_t i = 0; i < kTriedSteps; ++i) {
    const at::Tensor step = tried_step(spec, i);
    auto apart = difference(forward(expected, step, spec).toTensor(), forward(got, step, spec).toTensor(),
                            form_tolerance(spec.precision));
    if (apart) return apart;
  }
  return std::nullopt;
}

}  // namespace nightjar
