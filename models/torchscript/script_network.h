// A TorchScript network behind the Network interface.
#pragma once

#include <memory>

#include "models/interface/network.h"

namespace nightjar {

// See Backend::load.
std::unique_ptr<Network> load_script_network(const NetworkSpec& spec);

}  // namespace nightjar
