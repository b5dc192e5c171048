#include "models/torchscript/script_form.h"

#include <ATen/ops/from_blob.h>
#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <utility>

#include "models/torchscript/packed_layers.h"
#include "models/torchscript/script_archive.h"
#include "models/torchscript/script_device.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

using Arguments = std::vector<c10::Argument>;

bool takes_number(const c10::Argument& argument, double number) {
  const c10::TypeKind kind = argument.type()->kind();
  return kind == c10::TypeKind::FloatType || (kind == c10::TypeKind::IntType && std::floor(number) == number);
}

// self, a tensor, the spec's numbers; what follows has a default.
bool takes(const Arguments& arguments, const std::vector<double>& numbers) {
  const std::size_t given = 2 + numbers.size();
  if (arguments.size() < given || arguments[1].type()->kind() != c10::TypeKind::TensorType) return false;
  for (std::size_t i = 2; i < given; ++i) {
    if (!takes_number(arguments[i], numbers[i - 2])) return false;
  }
  return std::all_of(arguments.begin() + static_cast<std::ptrdiff_t>(given), arguments.end(),
                     [](const c10::Argument& argument) { return argument.default_value().has_value(); });
}

[[noreturn]] void refuse(const NetworkSpec& spec, const std::string& what) {
  throw SetupError(ErrorCode::bad_model, "the model in " + spec.weights_path + " has " + what);
}

void check_forward(const torch::jit::Module& module, const NetworkSpec& spec) {
  const auto method = module.find_method("forward");
  if (!method) refuse(spec, "no method forward; expected forward(x: Tensor) -> Tensor");
  const c10::FunctionSchema& schema = method->function().getSchema();
  if (takes(schema.arguments(), spec.arguments)) return;
  std::ostringstream message;
  message << "the method " << schema << "; expected forward(x: Tensor";
  for (const double number : spec.arguments) message << ", " << number;
  message << ") -> Tensor: numbers that it takes after x belong in \"input\": {\"arguments\": [...]}";
  refuse(spec, message.str());
}

void check_reset(const torch::jit::Module& module, const NetworkSpec& spec) {
  if (spec.reset_method.empty()) return;
  const auto method = module.find_method(spec.reset_method);
  if (!method) {
    std::string names;
    for (const auto& each : module.get_methods()) names += (names.empty() ? "" : ", ") + each.name();
    refuse(spec, "no method " + spec.reset_method +
                     "; expected the one of \"state\": {\"reset\": ...}, among " + names);
  }
  const Arguments& arguments = method->function().getSchema().arguments();
  if (std::any_of(arguments.begin() + 1, arguments.end(),
                  [](const c10::Argument& argument) { return !argument.default_value(); })) {
    refuse(spec, "a method " + spec.reset_method + " that needs arguments; expected none");
  }
}

}  // namespace

torch::jit::Module load_module(const NetworkSpec& spec) {
  check_script_archive(spec.weights_path);
  torch::jit::Module module = torch::jit::load(spec.weights_path, device_of(spec));
  if (spec.precision != Precision::float32) module.to(type_of(spec));
  module.eval();
  check_forward(module, spec);
  check_reset(module, spec);
  return module;
}

torch::jit::Module prepared(const torch::jit::Module& plain, const NetworkSpec& spec) {
  if (spec.preparation == Preparation::plain) return plain;
  torch::jit::Module module = plain.deepcopy();
  for (at::Tensor weight : module.parameters()) {
    if (weight.dim() == 4 && spec.preparation == Preparation::channels_last)
      weight.set_data(weight.contiguous(at::MemoryFormat::ChannelsLast));
  }
  std::vector<std::string> kept;
  if (!spec.reset_method.empty()) kept.push_back(spec.reset_method);
  module = torch::jit::freeze(module, kept);
  if (spec.preparation == Preparation::frozen || !device_of(spec).is_cpu()) return module;
  pack_layers(module);  // this and what follows are for oneDNN
  return torch::jit::optimize_for_inference(module);
}

std::vector<std::int64_t> batch_shape(std::int64_t batch, const std::vector<std::int64_t>& shape) {
  std::vector<std::int64_t> sizes = {batch};
  sizes.insert(sizes.end(), shape.begin(), shape.end());
  return sizes;
}

c10::IValue forward(const torch::jit::Module& module, const at::Tensor& input, const NetworkSpec& spec) {
  const torch::jit::Method method = module.get_method("forward");
  const Arguments& arguments = method.function().getSchema().arguments();
  std::vector<c10::IValue> values = {input.to(device_of(spec), type_of(spec))};
  for (const double number : spec.arguments) {
    const bool whole = arguments[values.size() + 1].type()->kind() == c10::TypeKind::IntType;
    values.emplace_back(whole ? c10::IValue(static_cast<std::int64_t>(number)) : c10::IValue(number));
  }
  c10::IValue result = method(std::move(values));
  if (!result.isTensor() || result.toTensor().scalar_type() != type_of(spec)) return result;
  return result.toTensor().to(c10::kCPU, c10::kFloat);
}

at::Tensor borrowed(const float* data, std::span<const std::int64_t> sizes, const NetworkSpec& spec) {
  // LibTorch has no tensor of constants; that forward() leaves its input alone is checked when a network is
  // loaded.
  auto* values = const_cast<float*>(data);
  const c10::IntArrayRef shape(sizes.data(), sizes.size());
  if (sizes.size() == 4 && sizes[1] == 1 && spec.preparation == Preparation::channels_last) {
    // One channel: the memory is the same for both layouts, and these strides say channels_last.
    return at::from_blob(values, shape, {sizes[2] * sizes[3], 1, sizes[3], 1}, at::kFloat);
  }
  return at::from_blob(values, shape, at::kFloat);
}

bool is_promised(const at::Tensor& result, std::int64_t batch, const NetworkSpec& spec) {
  const std::vector<std::int64_t> promised = batch_shape(batch, spec.output_shape);
  return result.scalar_type() == at::kFloat &&
         std::ranges::equal(result.sizes(), promised, [](std::int64_t size, std::int64_t expected) {
           return expected == kAnySize ? size > 0 : size == expected;
         });
}

}  // namespace nightjar
