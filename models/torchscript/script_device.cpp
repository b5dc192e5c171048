#include "models/torchscript/script_device.h"

#include <ATen/Context.h>

#include <string>
#include <string_view>

namespace nightjar {
namespace {

constexpr std::string_view kCuda = "CUDA.";

}  // namespace

std::vector<Device> script_devices() {
  std::vector<Device> devices;
  const std::size_t gpus = at::hasCUDA() ? at::getNumGPUs() : 0;
  for (std::size_t i = 0; i < gpus; ++i) {
    devices.push_back(
        {.name = std::string(kCuda) + std::to_string(i), .requests_per_stream = 2, .most_streams = 1});
  }
  devices.emplace_back();
  return devices;
}

c10::Device device_of(const NetworkSpec& spec) {
  if (!spec.device.starts_with(kCuda)) return c10::kCPU;
  return {c10::kCUDA, static_cast<c10::DeviceIndex>(std::stoi(spec.device.substr(kCuda.size())))};
}

}  // namespace nightjar
