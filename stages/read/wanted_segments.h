// Which segments of a recording are to be heard, where someone says it of its frames.
#pragma once

#include <cstdint>
#include <functional>

#include "stages/base/timeline.h"

namespace nightjar {

// Whether what owns these frames is to be heard: a pure function of them. Empty: everything is.
using Wanted = std::function<bool(Span frames)>;

// Const calls are concurrent.
class WantedSegments {
 public:
  // `history`: so many samples before a segment decide what it hears too.
  WantedSegments(const SegmentGrid& grid, RateRatio file_to_model, std::int64_t history)
      : grid_(grid), ratio_(file_to_model), history_(history) {}

  // The last segment owns all that follows, and hears it.
  bool wants(std::int64_t segment, bool is_last, const Wanted& wanted) const;

  // Whether a segment that is wanted, from `first` on, hears any of these samples.
  bool hears(Span samples, std::int64_t first, const Wanted& wanted) const;

  // The frame up to which `wanted` must know the recording, to be asked whether samples before `end` are
  // heard.
  std::int64_t asks_to(std::int64_t end) const;

 private:
  std::int64_t last_hearing(std::int64_t end) const { return (end + history_ - 1) / grid_.hop_samples; }

  SegmentGrid grid_;
  RateRatio ratio_;  // file -> model
  std::int64_t history_;
};

}  // namespace nightjar
