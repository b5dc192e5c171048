// A series of any length in bounded memory.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace nightjar::cli {

// Keeps evenly spaced ones of the values that are added, at least half of `most` once there were so many:
// where it is full, every second one goes, and of those to come only so many are taken. Not safe for
// concurrent use.
template <class Value>
class Thinned {
 public:
  explicit Thinned(std::size_t most) : most_(most) { kept_.reserve(most); }  // most >= 2

  void add(Value value) {
    if (seen_++ % stride_ != 0) return;
    if (kept_.size() == most_) {
      for (std::size_t i = 1; 2 * i < kept_.size(); ++i) kept_[i] = std::move(kept_[2 * i]);
      kept_.resize((kept_.size() + 1) / 2);
      stride_ *= 2;
      if ((seen_ - 1) % stride_ != 0) return;
    }
    kept_.push_back(std::move(value));
  }

  const std::vector<Value>& values() const { return kept_; }

 private:
  const std::size_t most_;
  std::size_t stride_ = 1;
  std::size_t seen_ = 0;
  std::vector<Value> kept_;
};

}  // namespace nightjar::cli
