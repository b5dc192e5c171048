// What the engine knows of an inference library: a Backend that loads Networks. It is the only door to
// LibTorch, which lives in one shared object behind it; a stub implements the same interface in tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "nightjar/precision.h"
#include "nightjar/preparation.h"
#include "nightjar/tensor.h"

namespace nightjar {

// Where networks can run.
struct Device {
  std::string name = "CPU";  // as it is asked for: "CPU", "CUDA.0"
  std::size_t requests_per_stream =
      1;                         // that a stream serves: 2 where one is copied while another is computed
  std::size_t most_streams = 0;  // that can be worth it; 0: the cores that this process may use
};

// In NetworkSpec::output_shape: as many as the network gives, at least one.
inline constexpr std::int64_t kAnySize = -1;

// What a network must accept and return, as its manifest says. Shapes are those of one segment, without the
// batch.
struct NetworkSpec {
  std::string name;                        // the manifest's name, for messages
  std::string weights_path;                // TorchScript file
  std::vector<std::int64_t> input_shape;   // for example {64, 101}: [bands, frames], or {1, 64, 101}
  std::vector<std::int64_t> output_shape;  // {13}: [labels], or {kAnySize, 13}: [rows, labels]
  std::vector<std::int64_t> batch_sizes;   // every batch size that `run` will be given; each is warmed up
  // Where segments at a recording's end are shorter, the least of them, in a batch of one; else empty. Only
  // the axis of time is smaller than in input_shape.
  std::vector<std::int64_t> shortest_input_shape{};
  // What forward() takes after its input: whole numbers where its signature has an int.
  std::vector<double> arguments{};
  // Of a network that keeps state from call to call: its method, without arguments, that forgets it. Empty:
  // it keeps none.
  std::string reset_method{};
  std::string device = "CPU";  // one of Backend::devices()
  Precision precision = Precision::float32;
  Preparation preparation = Preparation::channels_last;
};

// What a network with state remembers of one sound. The weights are the network's, which outlives it. One
// call at a time, from any thread that has called Backend::prepare_thread().
class NetworkInstance {
 public:
  virtual ~NetworkInstance() = default;

  // The next steps of the sound: `input` is float32 [steps, input_shape...]. Returns and fails as
  // Network::run; after a failure nothing is known of the state but by reset().
  virtual Expected<std::vector<float>> run(ConstTensorView input) = 0;

  // What comes next is the first step of a sound. Errors: those of run().
  virtual Expected<void> reset() = 0;
};

// One set of prepared weights, shared by all workers.
class Network {
 public:
  virtual ~Network() = default;

  // For a network without state. Runs one batch. `input` is float32 [batch, input_shape...], owned by the
  // caller, `batch` one of the spec's batch sizes; or [1, shape...], where the spec has a
  // shortest_input_shape and the shape lies between that and input_shape. Returns float32 [batch,
  // output_shape...]. Concurrent calls are safe. The calling thread must have called
  // Backend::prepare_thread() once. Errors: inference_failed (the library threw; its message is carried),
  // out_of_memory.
  virtual Expected<std::vector<float>> run(ConstTensorView input) const = 0;

  // For a network with state: an instance that begins a sound. Concurrent calls are safe. Errors: those of
  // run().
  virtual Expected<std::unique_ptr<NetworkInstance>> instance() const {
    return Unexpected(Error{ErrorCode::inference_failed, "the network keeps no state"});
  }

  // An upper bound of what an instance holds between its runs, in bytes, measured while loading.
  virtual std::int64_t instance_bytes() const { return 0; }

  // How many rows an input of input_shape gives; 1 where the output has none.
  virtual std::int64_t rows() const { return 1; }

  // An upper bound of the memory that one run() holds beyond its input and what it returns, in bytes,
  // measured while loading, by batch size in the order of the spec's batch_sizes.
  virtual std::vector<std::int64_t> activation_bytes() const = 0;

  // Notes of the preparation that a user should see, such as "optimised form differs, plain form used".
  virtual std::vector<std::string> warnings() const { return {}; }
};

struct BackendInfo {
  std::string library;       // "LibTorch 2.13.0"
  int intra_op_threads = 0;  // of the calling thread
  int inter_op_threads = 0;
  std::string cpu_capability;  // for example "AVX512"
};

class Backend {
 public:
  virtual ~Backend() = default;

  // Gives the calling thread a pool of one, or of as many as the backend was loaded for. Call once at the
  // start of every worker thread. What else is thread-local (inference mode, flush-to-zero) is set around
  // each run() and put back, for a task scheduler may change it between two.
  virtual void prepare_thread() const = 0;

  // Those that are there, best first; the CPU always is.
  virtual std::vector<Device> devices() const { return {Device()}; }

  // Loads, checks, prepares and warms up the weights. Throws SetupError(bad_model) that names the file when
  // it is missing, truncated, a pickled Python class, keeps state that `spec` does not tell of, cannot forget
  // it or lets it grow, or when inputs or outputs are not what `spec` says; and SetupError(bad_option) for a
  // precision that the device has no instructions for. The calling thread keeps its settings.
  virtual std::unique_ptr<Network> load(const NetworkSpec& spec) const = 0;

  virtual BackendInfo info() const = 0;
};

}  // namespace nightjar
