#include "models/torchscript/script_form.h"

#include <ATen/ops/from_blob.h>
#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <sstream>

#include "models/torchscript/script_archive.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

// Exactly one argument beside self, a tensor; what has a default need not be given.
void check_forward(const torch::jit::Module& module, const NetworkSpec& spec) {
  const auto method = module.find_method("forward");
  if (!method) {
    throw SetupError(ErrorCode::bad_model,
                     "the model in " + spec.weights_path +
                         " has no method forward; expected forward(x: Tensor) -> Tensor");
  }
  const auto& arguments = method->function().getSchema().arguments();
  std::size_t required = 0;
  for (std::size_t i = 1; i < arguments.size(); ++i) required += arguments[i].default_value() ? 0 : 1;
  const bool takes_tensor = arguments.size() > 1 && arguments[1].type()->kind() == c10::TypeKind::TensorType;
  if (required != 1 || !takes_tensor) {
    std::ostringstream got;
    got << method->function().getSchema();
    throw SetupError(ErrorCode::bad_model, "the model in " + spec.weights_path + " has the method " +
                                               got.str() + "; expected forward(x: Tensor) -> Tensor");
  }
}

}  // namespace

torch::jit::Module load_module(const NetworkSpec& spec) {
  check_script_archive(spec.weights_path);
  torch::jit::Module module = torch::jit::load(spec.weights_path, c10::kCPU);
  module.eval();
  check_forward(module, spec);
  return module;
}

torch::jit::Module prepared(const torch::jit::Module& plain) {
  torch::jit::Module module = plain.deepcopy();
  for (at::Tensor weight : module.parameters()) {
    if (weight.dim() == 4) weight.set_data(weight.contiguous(at::MemoryFormat::ChannelsLast));
  }
  module = torch::jit::freeze(module);
  return torch::jit::optimize_for_inference(module);
}

std::vector<std::int64_t> batch_shape(std::int64_t batch, const std::vector<std::int64_t>& shape) {
  std::vector<std::int64_t> sizes = {batch};
  sizes.insert(sizes.end(), shape.begin(), shape.end());
  return sizes;
}

at::Tensor forward(const torch::jit::Module& module, const at::Tensor& input) {
  return module.get_method("forward")({input}).toTensor();
}

at::Tensor borrowed(const float* data, std::span<const std::int64_t> sizes) {
  // LibTorch has no tensor of constants; that forward() leaves its input alone is checked when a network is
  // loaded.
  auto* values = const_cast<float*>(data);
  const c10::IntArrayRef shape(sizes.data(), sizes.size());
  if (sizes.size() == 4 && sizes[1] == 1) {
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
