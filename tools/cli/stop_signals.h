// SIGINT and SIGTERM.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace nightjar::cli {

// From now on both leave the program at once, with exit code 130.
void leave_on_stop_signals();

// While it lives, the first of them calls `on_stop` instead, from an ordinary thread, where anything may be
// done; a second one leaves at once, whatever the program does. One object at a time, after
// leave_on_stop_signals().
class StopSignals {
 public:
  explicit StopSignals(std::function<void()> on_stop);
  ~StopSignals();  // returns when on_stop no longer runs

  bool stopped() const { return stopped_; }

 private:
  void wait();

  const std::function<void()> on_stop_;
  const int event_fd_;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace nightjar::cli
