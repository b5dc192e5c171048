#include "models/torchscript/script_network.h"

#include <ATen/ops/copy.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <functional>
#include <iomanip>
#include <optional>
#include <span>
#include <sstream>
#include <utility>

#include "models/interface/input_shapes.h"
#include "models/torchscript/activation_meter.h"
#include "models/torchscript/error_text.h"
#include "models/torchscript/form_check.h"
#include "models/torchscript/run_failure.h"
#include "models/torchscript/run_scope.h"
#include "models/torchscript/script_device.h"
#include "models/torchscript/script_form.h"
#include "models/torchscript/state_form.h"
#include "models/torchscript/state_network.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

std::span<const std::int64_t> shape_of(const ConstTensorView& view) {
  return {view.shape.data(), static_cast<std::size_t>(view.rank)};
}

class ScriptNetwork : public Network {
 public:
  ScriptNetwork(torch::jit::Module module, NetworkSpec spec, std::vector<std::string> warnings)
      : module_(std::move(module)),
        spec_(std::move(spec)),
        failure_(spec_.name),
        warnings_(std::move(warnings)) {
    for (const std::int64_t batch : spec_.batch_sizes) activation_bytes_.push_back(measure(batch));
  }

  Expected<std::vector<float>> run(ConstTensorView input) const override {
    const std::int64_t batch = input.rank > 0 ? input.shape[0] : 0;
    return failure_.guard(batch, [&]() -> Expected<std::vector<float>> {
      if (!takes_input(spec_, shape_of(input)))
        return failure_.failed(batch, "input is not a batch of the shape in the manifest");
      return checked_run(input.data, shape_of(input));
    });
  }

  std::int64_t rows() const override { return rows_; }
  std::vector<std::int64_t> activation_bytes() const override { return activation_bytes_; }
  std::vector<std::string> warnings() const override { return warnings_; }

 private:
  Expected<std::vector<float>> checked_run(const float* input, std::span<const std::int64_t> shape) const {
    const RunScope scope;
    const at::Tensor result = forward(module_, borrowed(input, shape, spec_), spec_).toTensor();
    // The shape may depend on the values, so it is not enough that it was right at load time.
    if (!is_promised(result, shape[0], spec_)) {
      return failure_.failed(shape[0], "the output's shape or type is not that of the manifest");
    }
    std::vector<float> output(static_cast<std::size_t>(result.numel()));
    at::from_blob(output.data(), result.sizes(), at::kFloat).copy_(result);
    return output;
  }

  std::int64_t measure(std::int64_t batch) {
    const at::Tensor input = at::zeros(batch_shape(batch, spec_.input_shape));
    return peak_bytes_of([&] {
      const auto done = run(batch_view(input.const_data_ptr<float>(), batch, spec_.input_shape));
      if (!done) throw SetupError(ErrorCode::bad_model, done.error().message);
      if (spec_.output_shape.size() > 1) rows_ = std::ssize(*done) / (batch * spec_.output_shape.back());
    });
  }

  torch::jit::Module module_;
  NetworkSpec spec_;
  RunFailure failure_;
  std::vector<std::string> warnings_;
  std::vector<std::int64_t> activation_bytes_;
  std::int64_t rows_ = 1;
};

void check(const torch::jit::Module& module, const NetworkSpec& spec) {
  spec.reset_method.empty() ? check_promise(module, spec) : check_state(module, spec);
}

// "1.3 %"
std::string percent(double share) {
  std::ostringstream text;
  text << std::setprecision(2) << share * 100 << " %";
  return text.str();
}

// The prepared form, or none with a warning where it cannot be had or does not do what the plain one does.
std::optional<torch::jit::Module> try_prepare(const torch::jit::Module& plain, const NetworkSpec& spec,
                                              std::vector<std::string>& warnings) {
  if (spec.preparation == Preparation::plain) return plain;
  std::string problem;
  try {
    const torch::jit::Module module = prepared(plain, spec);
    check(module, spec);
    const auto apart =
        spec.reset_method.empty() ? difference(plain, module, spec) : state_difference(plain, module, spec);
    if (!apart) return module;
    problem = *apart;
  } catch (const std::exception& error) {
    problem = "fails: " + first_meaningful_line(message_of(error));
  }
  warnings.push_back("the optimised form of model " + spec.name + ' ' + problem +
                     "; its plain form is used, which is slower");
  return std::nullopt;
}

}  // namespace

std::unique_ptr<Network> load_script_network(const NetworkSpec& spec) try {
  const RunScope scope;
  check_precision(spec);
  const torch::jit::Module plain = load_module(spec);
  check(plain, spec);
  std::vector<std::string> warnings;
  const torch::jit::Module module = try_prepare(plain, spec, warnings).value_or(plain);
  if (spec.precision != Precision::float32 && spec.reset_method.empty()) {
    warnings.push_back("model " + spec.name + " in bfloat16 is up to " + percent(rounding_of(module, spec)) +
                       " of its largest output away from float32, on noise: measure it on sound");
  }
  if (!spec.reset_method.empty()) return make_state_network(module, spec, std::move(warnings));
  return std::make_unique<ScriptNetwork>(module, spec, std::move(warnings));
} catch (const SetupError&) {
  throw;
} catch (const std::exception& error) {  // none of LibTorch's types may leave the object
  throw SetupError(ErrorCode::bad_model, "LibTorch cannot load the weights " + spec.weights_path + ": " +
                                             first_meaningful_line(message_of(error)));
}

}  // namespace nightjar
