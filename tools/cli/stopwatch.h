// Time that passes.
#pragma once

#include <chrono>

namespace nightjar::cli {

// Runs from when it is made, whatever is done to the clock on the wall.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

}  // namespace nightjar::cli
