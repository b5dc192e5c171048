// A sink whose reader a test stops and starts.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include "engine/output/byte_sink.h"

namespace nightjar {

class GatedSink : public ByteSink {
 public:
  explicit GatedSink(bool open = true, std::size_t most_at_once = 1000) : most_(most_at_once), open_(open) {}

  Expected<std::size_t> write_some(std::span<const char> bytes, std::chrono::milliseconds) override {
    std::unique_lock lock(mutex_);
    // A stalled sink is asked again and again: short waits make for quick tests, whatever the patience.
    if (!changed_.wait_for(lock, std::chrono::milliseconds(1), [this] { return open_ || error_; })) return 0;
    if (error_) return Unexpected(*error_);
    const std::size_t n = std::min(bytes.size(), most_);
    text_.append(bytes.data(), n);
    return n;
  }

  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void shut() {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }
  void fail(Error error) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
    changed_.notify_all();
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t most_;
  bool open_;
  std::optional<Error> error_;
  std::string text_;
};

}  // namespace nightjar
