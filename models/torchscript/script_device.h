// Nightjar's names for LibTorch's devices.
#pragma once

#include <c10/core/Device.h>

#include <vector>

#include "models/interface/network.h"

namespace nightjar {

// "CUDA.0" and on, where LibTorch has CUDA and GPUs are there, then "CPU".
std::vector<Device> script_devices();

c10::Device device_of(const NetworkSpec& spec);

}  // namespace nightjar
