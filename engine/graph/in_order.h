// Hands items on in the order of their indices, one at a time, whatever order they come in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

namespace nightjar::graph {

// Safe for concurrent use. No thread waits: whoever brings the item that is next hands on all that is ready,
// and the others leave theirs behind.
template <class Item>
class InOrder {
 public:
  // Indices are 0, 1, 2 ... without holes. `consume(item)` is called for each in that order, never twice at
  // once, and outside the lock. It must not throw.
  template <class Consume>
  void push(std::int64_t index, Item item, Consume&& consume) {
    std::unique_lock lock(mutex_);
    waiting_.emplace(index, std::move(item));
    if (busy_) return;
    busy_ = true;
    for (auto it = waiting_.find(next_); it != waiting_.end(); it = waiting_.find(next_)) {
      Item ready = std::move(it->second);
      waiting_.erase(it);
      ++next_;
      lock.unlock();
      consume(std::move(ready));
      lock.lock();
    }
    busy_ = false;
  }

 private:
  std::mutex mutex_;
  std::map<std::int64_t, Item> waiting_;  // bounded by the credits of the stream
  std::int64_t next_ = 0;
  bool busy_ = false;
};

}  // namespace nightjar::graph
