// Checks that a module keeps its manifest's promise, by running it.
#pragma once

#include <torch/csrc/jit/api/module.h>

#include <optional>
#include <string>

#include "models/interface/network.h"

namespace nightjar {

// Runs the module for each batch size of the spec, and on its shortest input where it has one, on seeded
// noise, on zeros (digital silence) and on the noise again. Throws SetupError(bad_model) that names the file,
// the input's shape and what came out where forward() fails, returns something else than a float32 tensor
// [batch, output_shape...], changes its input, or gives the same input other bits: it then keeps state
// between calls or is random, and cannot be shared. It is the warm-up, too: LibTorch has then made its plans
// and oneDNN its kernels for these shapes.
void check_promise(const torch::jit::Module& module, const NetworkSpec& spec);

// Returns none where two outputs agree within 1e-4 x the largest one (or 1e-4, if that is more), else how far
// they are apart. Sums in another order change a float32 network's outputs by some 1e-6 of the largest; a
// decision does not hang on 1e-4.
std::optional<std::string> difference(const at::Tensor& expected, const at::Tensor& got);

// Compares the two forms of a module so, on seeded noise, for each batch size.
std::optional<std::string> difference(const torch::jit::Module& plain, const torch::jit::Module& other,
                                      const NetworkSpec& spec);

}  // namespace nightjar
