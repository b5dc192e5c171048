#include "engine/recognizer/model_properties.h"

#include <algorithm>

#include "engine/machine/machine.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

void check_device(const std::string& device) {
  const std::vector<std::string> there = available_devices();
  if (device == "AUTO" || std::ranges::find(there, device) != there.end()) return;
  std::string names;
  for (const std::string& name : there) names += (names.empty() ? "" : ", ") + name;
  throw SetupError(ErrorCode::bad_option, "device " + device + " is not there; expected AUTO, or one of " +
                                              names + ": Nightjar runs models on the processor alone");
}

void check_count(const char* name, std::size_t value) {
  constexpr std::size_t kMost = 1024;
  if (value <= kMost) return;
  throw SetupError(ErrorCode::bad_option, std::string(name) + " is " + std::to_string(value) +
                                              "; expected 0 to " + std::to_string(kMost));
}

}  // namespace

std::vector<std::string> available_devices() {
  return {"CPU"};
}

ModelProperties properties_of(const ModelOptions& options, const NetworkSpec& spec) {
  check_device(options.device);
  check_count("num_streams", options.num_streams);
  check_count("inference_num_threads", options.inference_num_threads);
  check_count("num_requests", options.num_requests);
  ModelProperties p;
  p.execution_devices = {available_devices().front()};
  p.hint = options.hint;
  p.most_streams = worker_count(0);
  const bool latency = options.hint == Hint::latency;
  if (latency && options.num_streams > 1) {
    throw SetupError(ErrorCode::bad_option, "num_streams is " + std::to_string(options.num_streams) +
                                                " with the hint latency, which means one; leave it out, or "
                                                "take the hint throughput");
  }
  // A stream of the hint throughput has one thread.
  p.inference_threads = !latency && options.num_streams != 0 ? options.num_streams
                                                             : worker_count(options.inference_num_threads);
  if (options.inference_num_threads != 0 && options.inference_num_threads != p.inference_threads) {
    throw SetupError(ErrorCode::bad_option,
                     "num_streams is " + std::to_string(options.num_streams) + " and inference_num_threads " +
                         std::to_string(options.inference_num_threads) +
                         "; expected the same, as a stream has one thread: leave one of them out");
  }
  p.streams = latency ? 1 : p.inference_threads;
  p.requests_asked_for = options.num_requests;
  p.optimal_requests = options.num_requests != 0 ? options.num_requests : p.streams;
  const auto port = [](const std::vector<std::int64_t>& shape) {
    TensorPort made{"float32", {-1}};
    made.shape.insert(made.shape.end(), shape.begin(), shape.end());
    return made;
  };
  p.input = port(spec.input_shape);
  for (std::size_t i = 0; i < spec.shortest_input_shape.size(); ++i) {
    if (spec.shortest_input_shape[i] != spec.input_shape[i]) p.input.shape[i + 1] = -1;
  }
  p.output = port(spec.output_shape);
  return p;
}

}  // namespace nightjar
