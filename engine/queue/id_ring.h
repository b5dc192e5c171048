// First in, first out, for the ids of requests: of fixed size, so nothing is allocated on the way.
#pragma once

#include <cstddef>
#include <vector>

namespace nightjar {

// Holds each id at most once. Not for concurrent use.
class IdRing {
 public:
  explicit IdRing(std::size_t ids) : ids_(ids) {}

  bool empty() const noexcept { return size_ == 0; }
  bool full() const noexcept { return size_ == ids_.size(); }
  std::size_t front() const noexcept { return ids_[first_]; }
  void push(std::size_t id) noexcept { ids_[(first_ + size_++) % ids_.size()] = id; }
  std::size_t pop() noexcept {
    const std::size_t id = front();
    first_ = (first_ + 1) % ids_.size();
    --size_;
    return id;
  }

 private:
  std::vector<std::size_t> ids_;
  std::size_t first_ = 0, size_ = 0;
};

}  // namespace nightjar
