// How far a run is, told on stderr while it lasts.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace nightjar::cli {

struct ProgressState {
  double elapsed_s = 0;
  double sound_s = 0;   // recognised so far
  double fraction = 0;  // of the work, 0 to 1, by bytes: durations are not known before a file is opened
  std::int64_t recordings = 0;  // done
  std::int64_t total = 0;
  std::int64_t gaps = 0;
};

// "42 % | 312 x real time | 17 of 40 recordings | 2 gaps | 1:12 left", cut from the right at a '|' to fit
// `width`.
std::string format_progress(const ProgressState& state, int width);

// While it lives, a thread shows what `state` returns (called from it): on a terminal as one line, redrawn,
// and taken away at the end; elsewhere as a plain line now and then.
class ProgressReport {
 public:
  explicit ProgressReport(std::function<ProgressState()> state);
  ~ProgressReport();

 private:
  void report();

  const std::function<ProgressState()> state_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace nightjar::cli
