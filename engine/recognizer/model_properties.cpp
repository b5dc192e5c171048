#include "engine/recognizer/model_properties.h"

#include <algorithm>
#include <bit>
#include <string>

#include "engine/machine/machine.h"
#include "models/loader/torch_backend.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

constexpr const char* kAuto = "AUTO";
constexpr const char* kCpu = "CPU";

[[noreturn]] void refuse_options(const std::string& what) {
  throw SetupError(ErrorCode::bad_option, what);
}

// Those that the model is to run on.
std::vector<Device> chosen_devices(const ModelOptions& options, std::span<const Device> there) {
  const bool cumulative = options.hint == Hint::cumulative_throughput;
  if (options.device == kAuto) return {there.begin(), cumulative ? there.end() : there.begin() + 1};
  if (cumulative) {
    refuse_options("device " + options.device +
                   " with the hint cumulative_throughput, which means all devices; leave the device out, or "
                   "take the hint throughput");
  }
  const auto named = std::ranges::find(there, options.device, &Device::name);
  if (named != there.end()) return {*named};
  std::string names;
  for (const Device& device : there) names += (names.empty() ? "" : ", ") + device.name;
  refuse_options("device " + options.device + " is not there; expected AUTO, or one of " + names +
                 ": a GPU needs its driver, and a LibTorch with CUDA (NIGHTJAR_LIBTORCH, tools/setup)");
}

void check_count(const char* name, std::size_t value) {
  constexpr std::size_t kMost = 1024;
  if (value <= kMost) return;
  refuse_options(std::string(name) + " is " + std::to_string(value) + "; expected 0 to " +
                 std::to_string(kMost));
}

void check_batch(std::size_t segments) {
  check_count("batch_segments", segments);
  if (segments == 0 || std::has_single_bit(segments)) return;
  refuse_options("batch_segments is " + std::to_string(segments) + "; expected a power of two, such as 8");
}

void check_together(const ModelOptions& options, std::size_t cpu_threads) {
  if (options.hint == Hint::latency) {
    if (options.num_streams <= 1) return;
    refuse_options("num_streams is " + std::to_string(options.num_streams) +
                   " with the hint latency, which means one; leave it out, or take the hint throughput");
  }
  if (options.inference_num_threads == 0 || cpu_threads == 0 || options.inference_num_threads == cpu_threads)
    return;
  refuse_options("num_streams is " + std::to_string(options.num_streams) + " and inference_num_threads " +
                 std::to_string(options.inference_num_threads) +
                 "; expected the same, as a stream has one thread: leave one of them out");
}

ExecutionDevice execution_on(const Device& device, const ModelOptions& options) {
  ExecutionDevice on{.name = device.name,
                     .most_streams = device.most_streams != 0 ? device.most_streams : worker_count(0),
                     .requests_per_stream = device.requests_per_stream};
  if (options.hint == Hint::latency) {
    on.requests_per_stream = 1;
    return on;
  }
  on.streams = options.num_streams != 0 ? options.num_streams
               : device.name == kCpu    ? worker_count(options.inference_num_threads)
                                        : on.most_streams;
  return on;
}

}  // namespace

std::vector<std::string> available_devices() {
  std::vector<std::string> names;
  for (const Device& device : torch_devices()) names.push_back(device.name);
  return names;
}

ModelProperties properties_of(const ModelOptions& options, std::span<const Device> devices) {
  check_count("num_streams", options.num_streams);
  check_count("inference_num_threads", options.inference_num_threads);
  check_count("num_requests", options.num_requests);
  check_batch(options.batch_segments);
  ModelProperties p;
  p.hint = options.hint;
  p.requests_asked_for = options.num_requests;
  p.precision = options.precision;
  p.preparation = options.preparation;
  p.priority = options.priority;
  for (const Device& device : chosen_devices(options, devices)) {
    const ExecutionDevice on = execution_on(device, options);
    p.execution_devices.push_back(on);
    p.optimal_requests += on.streams * on.requests_per_stream;
    // A stream of the hint throughput has one thread, that of the hint latency all.
    if (device.name == kCpu) {
      p.inference_threads =
          options.hint == Hint::latency ? worker_count(options.inference_num_threads) : on.streams;
    }
  }
  check_together(options, p.inference_threads);
  if (options.num_requests != 0) p.optimal_requests = options.num_requests;
  return p;
}

void describe_ports(ModelProperties& properties, const NetworkSpec& spec) {
  const auto port = [](const std::vector<std::int64_t>& shape) {
    TensorPort made{"float32", {-1}};
    made.shape.insert(made.shape.end(), shape.begin(), shape.end());
    return made;
  };
  properties.input = port(spec.input_shape);
  for (std::size_t i = 0; i < spec.shortest_input_shape.size(); ++i) {
    if (spec.shortest_input_shape[i] != spec.input_shape[i]) properties.input.shape[i + 1] = -1;
  }
  properties.output = port(spec.output_shape);
}

}  // namespace nightjar
