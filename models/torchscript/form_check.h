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

// How far two forms of a module may be apart: so many times the largest output, or times 1, if that is more.
// Sums in another order change a float32 network's outputs by some 1e-6 of the largest, a bfloat16 one's by
// some 1e-2; a decision does not hang on 1e-4, and in bfloat16 it hangs on what that rounds away.
double form_tolerance(Precision precision);

// Returns none where two outputs agree within that, else how far they are apart.
std::optional<std::string> difference(const at::Tensor& expected, const at::Tensor& got, double tolerance);

// Compares the two forms of a module so, on seeded noise, for each batch size.
std::optional<std::string> difference(const torch::jit::Module& plain, const torch::jit::Module& other,
                                      const NetworkSpec& spec);

// The largest difference of the module, which computes as `spec` says, from what its weights give in float32,
// on seeded noise, relative to the largest output there.
double rounding_of(const torch::jit::Module& module, const NetworkSpec& spec);

}  // namespace nightjar
