// How long things take, counted by many threads.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "nightjar/latencies.h"

namespace nightjar::graph {

// Safe for concurrent use.
class LatencyCounts {
 public:
  using Clock = std::chrono::steady_clock;

  void add_since(Clock::time_point begin) {
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    counts_[Latencies::bucket_of(seconds)].fetch_add(1, std::memory_order_relaxed);
  }

  Latencies latencies() const {
    Latencies latencies;
    for (std::size_t i = 0; i < counts_.size(); ++i)
      latencies.add(i, counts_[i].load(std::memory_order_relaxed));
    return latencies;
  }

 private:
  std::array<std::atomic<std::int64_t>, Latencies::kBuckets> counts_{};
};

}  // namespace nightjar::graph
