// What this process takes of the machine while something is measured.
#pragma once

#include <cstdint>
#include <thread>

#include "tools/cli/stopwatch.h"

namespace nightjar::cli {

struct Usage {
  double wall_s = 0;
  double cpu_s = 0;   // of all threads of the process
  double others = 0;  // share of the machine's cores that other programs used
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
  std::int64_t rss_before_bytes = 0;
  std::int64_t mean_rss_bytes = 0;  // over time
  std::int64_t peak_rss_bytes = 0;  // since the program was started
  int most_threads = 0;             // at a time, the meter's own left out
};

// Measures from construction to end(). A thread of its own looks at memory and threads every 20 ms.
class UsageMeter {
 public:
  UsageMeter();
  Usage end();

 private:
  void watch(const std::stop_token& stop);

  Usage before_;  // what was used by then
  double rss_sum_bytes_ = 0;
  std::int64_t looks_ = 0;
  int most_threads_ = 0;
  Stopwatch wall_;
  std::jthread thread_;
};

}  // namespace nightjar::cli
