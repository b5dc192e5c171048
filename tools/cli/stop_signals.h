// Turns SIGINT and SIGTERM into a call from an ordinary thread, where anything may be done.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace nightjar::cli {

// One object at a time. The first signal calls what when_stopped() was given; a second one leaves the program at once
// with exit code 130, whatever it does.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();  // gives the signals their former handlers back

  // Replaces the action; called at once, from here, where a signal has come already. An empty one takes it away, and
  // returns only when it no longer runs.
  void when_stopped(std::function<void()> action);

  bool stopped() const { return stopped_; }

 private:
  void wait_for_signal();

  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::function<void()> action_;
  std::thread thread_;
};

}  // namespace nightjar::cli
