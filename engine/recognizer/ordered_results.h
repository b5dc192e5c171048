// Results that were finished in any order, taken in input order.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <utility>

#include "nightjar/result.h"

namespace nightjar {

// Safe for concurrent use; one thread takes. Results that wait for their turn hold memory: when they are
// many, no new recording should be begun. The one whose turn it is was begun before, so the wait ends.
class OrderedResults {
 public:
  static constexpr std::size_t kMostWaiting = 4096;  // results, or records in them

  void put(std::size_t index, Result result) {
    std::lock_guard lock(mutex_);
    waiting_size_ += size(result);
    waiting_.emplace(index, std::move(result));
    changed_.notify_all();
  }

  bool full() const {
    std::lock_guard lock(mutex_);
    return waiting_size_ >= kMostWaiting;
  }

  // Waits for the next in order.
  Result take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.contains(next_); });
    auto node = waiting_.extract(next_++);
    waiting_size_ -= size(node.mapped());
    return std::move(node.mapped());
  }

 private:
  static std::size_t size(const Result& result) {
    return 1 + result.events.size() + result.words.size() + result.transcripts.size() +
           result.matches.size() + result.gaps.size();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::size_t, Result> waiting_;
  std::size_t waiting_size_ = 0;
  std::size_t next_ = 0;
};

}  // namespace nightjar
