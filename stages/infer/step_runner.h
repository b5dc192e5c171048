// Runs a network with state over one sound: its segments are steps, one after another.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "stages/infer/network_runner.h"

namespace nightjar {

// Owns the sound's instance, which is made at its first step. One call at a time; the calling thread must
// have called Backend::prepare_thread() once.
class StepRunner {
 public:
  // Borrows the network, which must be one with state.
  explicit StepRunner(const NetworkRunner& network) : network_(network) {}

  // `features`: float32 [steps, shape...] of steps `first` and on. `whole`: [steps] 0 where sound of the step
  // is missing; what follows such a step is heard afresh, for nobody knows how it went on. So is what does
  // not follow the steps of the call before, and what follows a failure. Returns and fails as
  // NetworkRunner::run.
  Expected<std::vector<float>> run(std::span<const float> features, std::span<const std::int64_t> shape,
                                   std::int64_t first, std::span<const std::uint8_t> whole);

 private:
  Expected<void> continue_at(std::int64_t step);

  const NetworkRunner& network_;
  std::unique_ptr<NetworkInstance> instance_;
  std::int64_t next_ = -1;  // the step that the state is for; -1: for none
};

}  // namespace nightjar
