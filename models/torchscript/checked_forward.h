// Runs of a module in which every promise about a single call is checked.
#pragma once

#include <torch/csrc/jit/api/module.h>

#include <cstdint>
#include <string>
#include <vector>

#include "models/interface/network.h"

namespace nightjar {

// Seeded noise, float32 of `sizes`: the same for the same seed.
at::Tensor noise(const std::vector<std::int64_t>& sizes, std::uint64_t seed = 1);

// Bits, not values: NaN is a result, too.
bool same_bits(const at::Tensor& a, const at::Tensor& b);

// Borrows the module and the spec.
class CheckedForward {
 public:
  // `sizes`: of its inputs, the batch first.
  CheckedForward(const torch::jit::Module& module, const NetworkSpec& spec, std::vector<std::int64_t> sizes)
      : module_(module), spec_(spec), sizes_(std::move(sizes)) {}

  // What forward() gives for `values`, as a tensor of its own. Throws SetupError(bad_model) that names the
  // file and the input's shape where it fails, returns something else than a float32 tensor [batch,
  // output_shape...], or changes its input.
  at::Tensor operator()(const at::Tensor& values) const;

  // Throws SetupError(bad_model): the model, given such an input, `what`.
  [[noreturn]] void fail(const std::string& what) const;

 private:
  at::Tensor promised_output(const at::Tensor& input) const;

  const torch::jit::Module& module_;
  const NetworkSpec& spec_;
  const std::vector<std::int64_t> sizes_;
};

}  // namespace nightjar
