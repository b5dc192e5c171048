// A TorchScript module in a form that can be run, and how it is loaded and prepared.
#pragma once

#include <torch/csrc/jit/api/module.h>

#include <cstdint>
#include <span>
#include <vector>

#include "models/interface/network.h"

namespace nightjar {

// Reads the archive onto the spec's device, in its precision and evaluation mode, and checks that forward()
// takes one tensor and the spec's arguments, and that the spec's method to reset is there. Throws
// SetupError(bad_model) that names the file, or what LibTorch throws.
torch::jit::Module load_module(const NetworkSpec& spec);

// In the form that the spec asks for; never in one that depends on a measurement, or two runs could differ.
// Preparation::channels_last is about the weights of 2-D convolutions. What a module with state changes is
// not frozen: LibTorch finds every write to it. `plain` stays as it is. Throws what LibTorch throws.
torch::jit::Module prepared(const torch::jit::Module& plain, const NetworkSpec& spec);

// [batch, shape...]
std::vector<std::int64_t> batch_shape(std::int64_t batch, const std::vector<std::int64_t>& shape);

// What forward() returns for `input`, whose memory must outlive it, and the spec's arguments. Input and
// result are float32 on the CPU, wherever and in what the module computes. Throws what LibTorch throws.
c10::IValue forward(const torch::jit::Module& module, const at::Tensor& input, const NetworkSpec& spec);

// A float32 tensor of `sizes` (the batch first) over memory that somebody else owns, as an input for the
// spec's form.
at::Tensor borrowed(const float* data, std::span<const std::int64_t> sizes, const NetworkSpec& spec);

// Whether a result is float32 [batch, output_shape...].
bool is_promised(const at::Tensor& result, std::int64_t batch, const NetworkSpec& spec);

}  // namespace nightjar
