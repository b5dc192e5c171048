// Runs a network on the features of a batch.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/interface/manifest.h"
#include "models/interface/network.h"
#include "nightjar/error.h"

namespace nightjar {

// The batch sizes used for B (a power of two): B, B/2 ... 1. A tail is cut into them, so that the composition
// of batches depends on the recording alone.
std::vector<std::int64_t> batch_sizes(std::int64_t batch_segments);

// What the manifest promises of its network: one score per label for each segment.
NetworkSpec network_spec(const Manifest& manifest);

// A network with the shapes of its spec. Owns its output, borrows its input. Const calls are concurrent; the
// calling thread must have called Backend::prepare_thread() once.
class NetworkRunner {
 public:
  NetworkRunner(std::shared_ptr<const Network> network, NetworkSpec spec);

  // `features`: float32 [segments, input_shape...], contiguous. Returns float32 [segments, output_shape...].
  // Scores that are not finite are returned as they are: the next stage tells which segments they spoil.
  // Errors: inference_failed (also where `segments` is not one of the spec's batch sizes or `features` has
  // another size), out_of_memory.
  Expected<std::vector<float>> run(std::span<const float> features, std::int64_t segments) const;

  const NetworkSpec& spec() const noexcept { return spec_; }
  const Network& network() const noexcept { return *network_; }

 private:
  std::shared_ptr<const Network> network_;
  NetworkSpec spec_;
};

}  // namespace nightjar
