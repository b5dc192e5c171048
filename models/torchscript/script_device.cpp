#include "models/torchscript/script_device.h"

#include <ATen/Context.h>

#include <string>
#include <string_view>

#include "nightjar/error.h"

namespace nightjar {
namespace {

constexpr std::string_view kCuda = "CUDA.";

bool processor_has_bfloat16() {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

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

c10::ScalarType type_of(const NetworkSpec& spec) {
  return spec.precision == Precision::bfloat16 ? c10::kBFloat16 : c10::kFloat;
}

void check_precision(const NetworkSpec& spec) {
  if (spec.precision == Precision::float32 || !device_of(spec).is_cpu() || processor_has_bfloat16()) return;
  throw SetupError(ErrorCode::bad_option, "model " + spec.name +
                                              " is asked for in bfloat16, but this processor has no "
                                              "instructions for it (AVX512_BF16); take float32");
}

}  // namespace nightjar
