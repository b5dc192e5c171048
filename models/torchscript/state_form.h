// Modules that keep state: instances of them, and whether they can be had.
#pragma once

#include <torch/csrc/jit/api/module.h>

#include <optional>
#include <string>

#include "models/interface/network.h"

namespace nightjar {

// A copy with a state of its own. It shares the code, with the weights that freezing has made constants of
// it, and the parameters; buffers and attributes are copied, for forward() may change them.
torch::jit::Module instance_of(const torch::jit::Module& module);

// Calls the spec's method to reset. Throws what LibTorch throws.
void reset(const torch::jit::Module& instance, const NetworkSpec& spec);

// For modules with state what check_promise is for others: on seeded noise and zeros, step by step. Throws
// SetupError(bad_model) also where the same steps do not give the same bits after a reset, whatever another
// instance does meanwhile: it then remembers more than it should, shares state or is random.
void check_state(const torch::jit::Module& module, const NetworkSpec& spec);

// Compares the two forms of a module over consecutive steps, as difference() of form_check.h does.
std::optional<std::string> state_difference(const torch::jit::Module& plain, const torch::jit::Module& other,
                                            const NetworkSpec& spec);

}  // namespace nightjar
