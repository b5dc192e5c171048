// On what, and with how many threads and requests, a model runs; and what that came to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace nightjar {

// What the model's InferQueue is to be good at.
enum class Hint {
  throughput,  // as many streams as cores, each of one thread
  latency,     // one stream over all cores: one request at a time, as soon as can be
};

struct ModelOptions {
  std::string device = "AUTO";            // one of available_devices(), or AUTO, the first of them
  Hint hint = Hint::throughput;           // chooses what is 0 below
  std::size_t num_streams = 0;            // requests that run at once, up to 1,024
  std::size_t inference_num_threads = 0;  // of all streams, up to 1,024; 0: the cores it may use
  std::size_t num_requests = 0;           // of an InferQueue with jobs = 0, up to 1,024; 0: one a stream
};

struct TensorPort {
  std::string type;                 // "float32"
  std::vector<std::int64_t> shape;  // the segments first; -1: more than one size
};

struct ModelProperties {
  std::vector<std::string> execution_devices;
  Hint hint = Hint::throughput;
  std::size_t streams = 1;
  std::size_t most_streams = 1;       // that can be worth it: the cores that this process may use
  std::size_t inference_threads = 1;  // of all streams
  std::size_t requests_asked_for = 0;
  std::size_t optimal_requests = 1;
  TensorPort input;
  TensorPort output;
};

// Those that Nightjar can run a model on here: "CPU".
std::vector<std::string> available_devices();

}  // namespace nightjar
