#include "models/torchscript/form_check.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>

#include <algorithm>
#include <cstdint>
#include <sstream>

#include "models/torchscript/error_text.h"
#include "models/torchscript/script_form.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

at::Tensor noise(const std::vector<std::int64_t>& sizes) {
  constexpr std::uint64_t kSeed = 1;
  return at::randn(sizes, at::detail::createCPUGenerator(kSeed), at::kFloat);
}

// Every input that is tried, with its batch: those of each batch size, and the shortest.
std::vector<std::vector<std::int64_t>> tried_inputs(const NetworkSpec& spec) {
  std::vector<std::vector<std::int64_t>> inputs;
  for (const std::int64_t batch : spec.batch_sizes) inputs.push_back(batch_shape(batch, spec.input_shape));
  if (!spec.shortest_input_shape.empty()) inputs.push_back(batch_shape(1, spec.shortest_input_shape));
  return inputs;
}

// "[2, 13]"; a size that is the network's to choose is "rows".
std::string text_of_promise(std::int64_t batch, const NetworkSpec& spec) {
  std::string text = '[' + std::to_string(batch);
  for (const std::int64_t size : spec.output_shape)
    text += ", " + (size == kAnySize ? std::string("rows") : std::to_string(size));
  return text + ']';
}

std::string text_of(c10::IntArrayRef sizes) {
  std::ostringstream text;
  text << sizes;
  return text.str();
}

class PromiseCheck {
 public:
  PromiseCheck(const torch::jit::Module& module, const NetworkSpec& spec,
               const std::vector<std::int64_t>& sizes)
      : module_(module), spec_(spec), sizes_(sizes), noise_(noise(sizes)) {}

  void run() const {
    const at::Tensor first = output_of(noise_);
    output_of(at::zeros_like(noise_));
    const at::Tensor again = output_of(noise_);
    // Bits, not values: NaN is a result, too.
    if (!at::equal(first.view(at::kInt), again.view(at::kInt))) {
      fail(
          "gives different results for the same input: it keeps state or is random; expected a pure "
          "function");
    }
  }

 private:
  at::Tensor output_of(const at::Tensor& values) const {
    const at::Tensor input = values.clone();
    at::Tensor output = checked_forward(borrowed(input.const_data_ptr<float>(), sizes_));
    if (!at::equal(input, values)) {
      fail("changes its input in place; expected it to leave it alone: clone it first in forward()");
    }
    return output;
  }

  at::Tensor checked_forward(const at::Tensor& input) const {
    c10::IValue result;
    try {
      result = module_.get_method("forward")({input});
    } catch (const std::exception& error) {
      fail("fails: " + first_meaningful_line(message_of(error)) +
           "; correct \"input\" in the manifest or export the model for this input");
    }
    const std::string promise = "; expected a float32 tensor " + text_of_promise(sizes_[0], spec_);
    if (!result.isTensor()) fail("returns a value of type " + result.type()->str() + promise);
    const at::Tensor output = result.toTensor();
    if (!is_promised(output, sizes_[0], spec_)) {
      fail(std::string("returns ") + c10::toString(output.scalar_type()) + ' ' + text_of(output.sizes()) +
           promise);
    }
    return output.clone(at::MemoryFormat::Contiguous);
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw SetupError(ErrorCode::bad_model, "the model in " + spec_.weights_path + ", given float32 " +
                                               text_of(noise_.sizes()) + ", " + what);
  }

  const torch::jit::Module& module_;
  const NetworkSpec& spec_;
  std::vector<std::int64_t> sizes_;
  at::Tensor noise_;
};

}  // namespace

void check_promise(const torch::jit::Module& module, const NetworkSpec& spec) {
  for (const auto& sizes : tried_inputs(spec)) PromiseCheck(module, spec, sizes).run();
}

std::optional<std::string> difference(const torch::jit::Module& plain, const torch::jit::Module& other,
                                      const NetworkSpec& spec) {
  constexpr double kTolerance = 1e-4;
  for (const auto& sizes : tried_inputs(spec)) {
    const at::Tensor values = noise(sizes);
    const at::Tensor input = borrowed(values.const_data_ptr<float>(), sizes);
    const at::Tensor expected = forward(plain, input);
    const at::Tensor got = forward(other, input);
    const double largest = at::nan_to_num(expected, 0, 0, 0).abs().max().item<double>();
    const double allowed = kTolerance * std::max(largest, 1.0);
    if (!at::allclose(got, expected, 0, allowed, true)) {
      std::ostringstream text;
      text << "differs by " << at::sub(got, expected).abs().max().item<double>() << " (allowed: " << allowed
           << ')';
      return text.str();
    }
  }
  return std::nullopt;
}

}  // namespace nightjar
