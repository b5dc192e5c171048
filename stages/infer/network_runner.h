// Runs a network on the features of a batch.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/interface/manifest.h"
#include "models/interface/network.h"
#include "nightjar/error.h"

namespace nightjar {

// The batch sizes used for B (a power of two): B, B/2 ... 1. A tail is cut into them, so that the composition
// of batches depends on the recording alone.
std::vector<std::int64_t> batch_sizes(std::int64_t batch_segments);

// What the manifest promises of its network: one score per label for each segment, or for each row of it.
// `shortest_input_shape` is that of the features of shortest_samples(), where a segment may be so short.
NetworkSpec network_spec(const Manifest& manifest, std::vector<std::int64_t> shortest_input_shape = {});

// A network with the shapes of its spec. Borrows its input. Const calls are concurrent; the calling thread
// must have called Backend::prepare_thread() once.
class NetworkRunner {
 public:
  NetworkRunner(std::shared_ptr<const Network> network, NetworkSpec spec);

  // `features`: float32 [segments, shape...], contiguous; `shape` as Network::run takes it. Returns float32
  // [segments, output_shape...]. Scores that are not finite are returned as they are: the next stage tells
  // which segments they spoil. Errors: inference_failed (also where the network is not made for so many
  // segments, `features` has another size, or the output is not of whole rows), out_of_memory, and
  // internal_error where the network throws anything else.
  Expected<std::vector<float>> run(std::span<const float> features, std::span<const std::int64_t> shape,
                                   std::int64_t segments) const;

  // The same of a view of rank 1 or more, the segments first.
  Expected<std::vector<float>> run(const ConstTensorView& input) const;

  // The same by an instance of a network with state: the segments are its next steps, of any number.
  Expected<std::vector<float>> run(std::span<const float> features, std::span<const std::int64_t> shape,
                                   std::int64_t segments, NetworkInstance& instance) const;

  // Whether run() takes float32 [segments, shape...] of this shape; and what it takes, for a message.
  bool takes(const ConstTensorView& input) const;
  std::string expected_shape() const;

  const NetworkSpec& spec() const noexcept { return spec_; }
  const Network& network() const noexcept { return *network_; }

 private:
  template <class Run>
  Expected<std::vector<float>> checked(std::span<const float> features, std::span<const std::int64_t> shape,
                                       std::int64_t segments, bool takes_segments, Run run) const;
  Unexpected failure(const std::string& what) const;

  std::shared_ptr<const Network> network_;
  NetworkSpec spec_;
};

}  // namespace nightjar
