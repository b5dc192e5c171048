#include "models/torchscript/state_network.h"

#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "models/torchscript/activation_meter.h"
#include "models/torchscript/run_failure.h"
#include "models/torchscript/run_scope.h"
#include "models/torchscript/script_form.h"
#include "models/torchscript/state_form.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

class StateInstance : public NetworkInstance {
 public:
  // Borrows the spec.
  StateInstance(const torch::jit::Module& module, const NetworkSpec& spec)
      : module_(instance_of(module)), spec_(spec), failure_(spec.name) {
    nightjar::reset(module_, spec_);
  }

  Expected<std::vector<float>> run(ConstTensorView input) override {
    const std::int64_t steps = input.rank > 0 ? input.shape[0] : 0;
    return failure_.guard(steps, [&] { return checked_run(input, steps); });
  }

  Expected<void> reset() override {
    return failure_.guard(0, [&]() -> Expected<void> {
      const RunScope scope;
      nightjar::reset(module_, spec_);
      return {};
    });
  }

 private:
  Expected<std::vector<float>> checked_run(ConstTensorView input, std::int64_t steps) {
    const auto sizes = batch_shape(1, spec_.input_shape);
    const auto rank = static_cast<std::size_t>(input.rank);
    if (rank != sizes.size() || !std::equal(sizes.begin() + 1, sizes.end(), input.shape.begin() + 1))
      return failure_.failed(steps, "input is not of the shape in the manifest");
    const RunScope scope;
    std::vector<float> output;
    for (std::int64_t i = 0; i < steps; ++i) {
      const at::Tensor step = borrowed(input.data + i * (input.size() / steps), sizes, spec_);
      const at::Tensor result = forward(module_, step, spec_).toTensor();
      // The shape may depend on the values, so it is not enough that it was right at load time.
      if (!is_promised(result, 1, spec_))
        return failure_.failed(steps, "the output's shape or type is not that of the manifest");
      const at::Tensor dense = result.contiguous();
      output.insert(output.end(), dense.const_data_ptr<float>(),
                    dense.const_data_ptr<float>() + dense.numel());
    }
    return output;
  }

  const torch::jit::Module module_;
  const NetworkSpec& spec_;
  const RunFailure failure_;
};

// What of an instance LibTorch's allocator does not report: its objects, and the heads of its tensors.
std::int64_t object_bytes(const torch::jit::Module& module) {
  constexpr std::int64_t kObjectBytes = 256;
  constexpr std::int64_t kSlotBytes = 640;
  std::int64_t bytes = sizeof(StateInstance);
  for (const torch::jit::Module& part : module.modules()) {
    bytes += kObjectBytes + kSlotBytes * static_cast<std::int64_t>(part._ivalue()->slots().size());
  }
  return bytes;
}

class StateNetwork : public Network {
 public:
  StateNetwork(const torch::jit::Module& module, NetworkSpec spec, std::vector<std::string> warnings)
      : module_(module), spec_(std::move(spec)), failure_(spec_.name), warnings_(std::move(warnings)) {
    measure();
  }

  Expected<std::vector<float>> run(ConstTensorView input) const override {
    return failure_.failed(input.shape[0], "it keeps state, and so runs in an instance alone");
  }

  Expected<std::unique_ptr<NetworkInstance>> instance() const override {
    return failure_.guard(0, [&]() -> Expected<std::unique_ptr<NetworkInstance>> {
      const RunScope scope;
      return std::make_unique<StateInstance>(module_, spec_);
    });
  }

  std::int64_t instance_bytes() const override { return instance_bytes_; }
  std::int64_t rows() const override { return rows_; }
  std::vector<std::int64_t> activation_bytes() const override { return {activation_bytes_}; }
  std::vector<std::string> warnings() const override { return warnings_; }

 private:
  // A state has its size after so many steps, or after so many rounds of them at the latest.
  static constexpr int kRoundSteps = 16;
  static constexpr int kMostRounds = 64;

  void measure() {
    const at::Tensor input = at::zeros(batch_shape(1, spec_.input_shape));
    std::unique_ptr<NetworkInstance> probe;
    const auto step = [&] {
      const auto done = probe->run(batch_view(input.const_data_ptr<float>(), 1, spec_.input_shape));
      if (!done) throw SetupError(ErrorCode::bad_model, done.error().message);
      if (spec_.output_shape.size() > 1) rows_ = std::ssize(*done) / spec_.output_shape.back();
    };
    const auto round = [&] {
      for (int i = 0; i < kRoundSteps; ++i) step();
    };
    instance_bytes_ = object_bytes(module_) + held_bytes_of([&] {
                        probe = std::make_unique<StateInstance>(module_, spec_);
                        round();
                      });
    std::int64_t grown = 0;
    for (int i = 1; i < kMostRounds && (grown = held_bytes_of(round)) > 0; ++i) instance_bytes_ += grown;
    if (grown > 0) {
      throw SetupError(ErrorCode::bad_model, "the state of the model in " + spec_.weights_path +
                                                 " still grows after " +
                                                 std::to_string(kRoundSteps * kMostRounds) +
                                                 " steps; expected one that keeps its size: a recording may "
                                                 "be of any length");
    }
    activation_bytes_ = peak_bytes_of(step);
  }

  const torch::jit::Module module_;
  const NetworkSpec spec_;
  const RunFailure failure_;
  const std::vector<std::string> warnings_;
  std::int64_t instance_bytes_ = 0;
  std::int64_t activation_bytes_ = 0;
  std::int64_t rows_ = 1;
};

}  // namespace

std::unique_ptr<Network> make_state_network(const torch::jit::Module& module, const NetworkSpec& spec,
                                            std::vector<std::string> warnings) {
  return std::make_unique<StateNetwork>(module, spec, std::move(warnings));
}

}  // namespace nightjar
