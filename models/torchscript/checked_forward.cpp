#include "models/torchscript/checked_forward.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>

#include <sstream>

#include "models/torchscript/error_text.h"
#include "models/torchscript/script_form.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

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

}  // namespace

at::Tensor noise(const std::vector<std::int64_t>& sizes, std::uint64_t seed) {
  return at::randn(sizes, at::detail::createCPUGenerator(seed), at::kFloat);
}

bool same_bits(const at::Tensor& a, const at::Tensor& b) {
  return at::equal(a.view(at::kInt), b.view(at::kInt));
}

at::Tensor CheckedForward::operator()(const at::Tensor& values) const {
  const at::Tensor input = values.clone();
  at::Tensor output = promised_output(borrowed(input.const_data_ptr<float>(), sizes_, spec_));
  if (!at::equal(input, values)) {
    fail("changes its input in place; expected it to leave it alone: clone it first in forward()");
  }
  return output;
}

at::Tensor CheckedForward::promised_output(const at::Tensor& input) const {
  c10::IValue result;
  try {
    result = forward(module_, input, spec_);
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

void CheckedForward::fail(const std::string& what) const {
  throw SetupError(ErrorCode::bad_model,
                   "the model in " + spec_.weights_path + ", given float32 " + text_of(sizes_) + ", " + what);
}

}  // namespace nightjar
