// Counts what a step of the graph costs.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <string>

namespace nightjar::graph {

struct StepStats {
  std::string step;
  std::int64_t calls = 0;
  double wall_s = 0;  // summed over calls, so it may exceed the run's
  double cpu_s = 0;   // of the calling threads
};

// Safe for concurrent use.
class StepClock {
 public:
  // Measures from construction to destruction.
  class Lap {
   public:
    explicit Lap(StepClock& clock)
        : clock_(clock), wall_ns_(now_ns(CLOCK_MONOTONIC)), cpu_ns_(now_ns(CLOCK_THREAD_CPUTIME_ID)) {}
    ~Lap() {
      clock_.calls_.fetch_add(1, std::memory_order_relaxed);
      clock_.wall_ns_.fetch_add(now_ns(CLOCK_MONOTONIC) - wall_ns_, std::memory_order_relaxed);
      clock_.cpu_ns_.fetch_add(now_ns(CLOCK_THREAD_CPUTIME_ID) - cpu_ns_, std::memory_order_relaxed);
    }
    Lap(const Lap&) = delete;
    Lap& operator=(const Lap&) = delete;

   private:
    static std::int64_t now_ns(clockid_t id) {
      timespec t{};
      clock_gettime(id, &t);
      return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
    }
    StepClock& clock_;
    const std::int64_t wall_ns_;
    const std::int64_t cpu_ns_;
  };

  StepStats stats(std::string step) const {
    return {std::move(step), calls_.load(), static_cast<double>(wall_ns_.load()) * 1e-9,
            static_cast<double>(cpu_ns_.load()) * 1e-9};
  }

 private:
  std::atomic<std::int64_t> calls_ = 0, wall_ns_ = 0, cpu_ns_ = 0;
};

}  // namespace nightjar::graph
