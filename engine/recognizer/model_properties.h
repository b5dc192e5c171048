// What a model's options come to on this machine.
#pragma once

#include "nightjar/model_options.h"
#include "stages/infer/network_runner.h"

namespace nightjar {

// Throws SetupError(bad_option): a device that is not there, a number out of range, or options that
// contradict each other.
ModelProperties properties_of(const ModelOptions& options, const NetworkSpec& spec);

}  // namespace nightjar
