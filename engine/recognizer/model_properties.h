// What a model's options come to on this machine.
#pragma once

#include <span>

#include "models/interface/network.h"
#include "nightjar/model_options.h"

namespace nightjar {

// All but the ports. `devices`: those that are there, best first. Throws SetupError(bad_option): a device
// that is not there, a number out of range, or options that contradict each other.
ModelProperties properties_of(const ModelOptions& options, std::span<const Device> devices);

// The ports of a network.
void describe_ports(ModelProperties& properties, const NetworkSpec& spec);

}  // namespace nightjar
