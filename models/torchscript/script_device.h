// Nightjar's names for LibTorch's devices.
#pragma once

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <vector>

#include "models/interface/network.h"

namespace nightjar {

// "CUDA.0" and on, where LibTorch has CUDA and GPUs are there, then "CPU".
std::vector<Device> script_devices();

c10::Device device_of(const NetworkSpec& spec);

// What the spec's network computes in.
c10::ScalarType type_of(const NetworkSpec& spec);

// Throws SetupError(bad_option) where the spec's device has no instructions for its precision.
void check_precision(const NetworkSpec& spec);

}  // namespace nightjar
