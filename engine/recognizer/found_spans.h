// Where something was found in a recording, and how far that is known.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

#include "stages/base/timeline.h"

namespace nightjar {

// Safe for concurrent use: one thread finds, another asks.
class FoundSpans {
 public:
  void add(Span span) {
    const std::lock_guard lock(mutex_);
    // One that goes on is one: so there are few, however long it lasts.
    if (!spans_.empty() && span.begin <= spans_.back().end && span.begin >= spans_.back().begin) {
      spans_.back().end = std::max(spans_.back().end, span.end);
    } else {
      spans_.push_back(span);
    }
  }

  // Nothing that is still to be added begins before this frame.
  void know_to(std::int64_t frame) {
    const std::lock_guard lock(mutex_);
    known_to_ = frame;
  }
  void know_all() { know_to(std::numeric_limits<std::int64_t>::max()); }

  bool known_to(std::int64_t frame) const {
    const std::lock_guard lock(mutex_);
    return known_to_ >= frame;
  }

  // Whether a span reaches into `frames`, which are known.
  bool meets(Span frames) const {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(spans_, [&](const Span& span) { return !intersect(span, frames).empty(); });
  }

  // Nobody asks for earlier frames any more.
  void forget_before(std::int64_t frame) {
    const std::lock_guard lock(mutex_);
    std::erase_if(spans_, [frame](const Span& span) { return span.end <= frame; });
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Span> spans_;
  std::int64_t known_to_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace nightjar
