// A TorchScript network that keeps state, behind the Network interface.
#pragma once

#include <torch/csrc/jit/api/module.h>

#include <memory>
#include <string>
#include <vector>

#include "models/interface/network.h"

namespace nightjar {

// `module` has passed check_state. Measures an instance; throws SetupError(bad_model) where its state still
// grows after 1,024 steps, so that no memory could be set aside for it.
std::unique_ptr<Network> make_state_network(const torch::jit::Module& module, const NetworkSpec& spec,
                                            std::vector<std::string> warnings);

}  // namespace nightjar
