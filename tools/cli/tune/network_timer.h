// Times a model's network, by itself.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "tools/cli/tune/turns.h"

namespace nightjar::cli {

// Gives the network made-up features, batch after batch. A network with state hears them as the steps of one
// sound for each thread. One call at a time.
class NetworkTimer {
 public:
  // `model`: its batch sizes are those that can be timed.
  explicit NetworkTimer(std::shared_ptr<const LoadedModel> model);

  // For `seconds` or one call each, on `threads` new threads at once, after a call that does not count. The
  // sample's time is wall time over the segments of all threads. Throws SetupError where the network fails.
  Sample run(std::int64_t batch, std::size_t threads, double seconds) const;

 private:
  std::shared_ptr<const LoadedModel> model_;
  std::vector<float> input_;  // of the largest batch
};

}  // namespace nightjar::cli
