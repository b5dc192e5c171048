// On what, and with how many threads and requests, a model runs; and what that came to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nightjar/precision.h"
#include "nightjar/preparation.h"

namespace nightjar {

// What the model's InferQueue is to be good at.
enum class Hint {
  throughput,             // as many streams as cores, each of one thread
  latency,                // one stream over all cores: one request at a time, as soon as can be
  cumulative_throughput,  // throughput of all devices together; an InferQueue alone takes it
};

// Of the threads of the model's InferQueue; an app's own are left alone.
enum class Priority {
  normal,
  low,  // others go first (nice 10): for work that nobody waits for
};

struct ModelOptions {
  // One of available_devices(), or AUTO: the first of them; for cumulative_throughput all, and no other.
  std::string device = "AUTO";
  Hint hint = Hint::throughput;           // chooses what is 0 below
  std::size_t num_streams = 0;            // of each device, up to 1,024
  std::size_t inference_num_threads = 0;  // of the CPU's streams, up to 1,024; 0: the cores it may use
  Precision precision = Precision::float32;
  Preparation preparation = Preparation::channels_last;
  std::size_t batch_segments = 0;  // a power of two, up to 1,024; 0: as the manifest says
  Priority priority = Priority::normal;
  std::size_t num_requests = 0;  // of an InferQueue with jobs = 0, up to 1,024; 0: what streams serve
};

struct TensorPort {
  std::string type;                 // "float32"
  std::vector<std::int64_t> shape;  // the segments first; -1: more than one size
};

// A device that a model runs on.
struct ExecutionDevice {
  std::string name{};
  std::size_t streams = 1;       // that run at once
  std::size_t most_streams = 1;  // that can be worth it: on the CPU the cores that this process may use
  std::size_t requests_per_stream = 1;  // on the CPU 1; on a GPU 2: one is copied while another is computed
};

struct ModelProperties {
  std::vector<ExecutionDevice> execution_devices;
  Hint hint = Hint::throughput;
  std::size_t inference_threads = 0;  // of the CPU's streams; 0 where it runs elsewhere
  std::size_t requests_asked_for = 0;
  Precision precision = Precision::float32;
  Preparation preparation = Preparation::channels_last;
  Priority priority = Priority::normal;
  std::size_t optimal_requests = 0;  // what was asked for, or what all streams serve
  TensorPort input;
  TensorPort output;
};

// Those that Nightjar can run a model on here, best first: GPUs as "CUDA.0" where LibTorch has CUDA, and
// "CPU". Loads LibTorch. Throws SetupError(backend_unavailable).
std::vector<std::string> available_devices();

}  // namespace nightjar
