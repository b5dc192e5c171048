// Padding: the events of one label become longer at both ends, but not beyond what was heard.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>

#include "nightjar/record.h"

namespace nightjar {

// Events that are closer than twice the padding meet half way: each is given half of the frames between them,
// rounded down. So an event waits until it is known what follows. The parts of a long event stay beside each
// other. One thread at a time.
class EventPadding {
 public:
  using Emit = std::function<void(const Event&)>;

  // `begin_frame`: where the first run of valid rows begins.
  EventPadding(std::int64_t pad_frames, std::int64_t begin_frame)
      : pad_(pad_frames), run_begin_(begin_frame) {}

  // The next event, after the one before. `continued`: it is a later part of that.
  void push(Event event, bool continued, const Emit& emit);

  bool waits() const { return waiting_.has_value(); }

  // Every event to come starts at or after `frame`, before it is padded.
  void advance(std::int64_t frame, const Emit& emit) {
    if (waiting_ && frame - waiting_->end_frame >= 2 * pad_) release(pad_, emit);
  }

  // What follows `end_frame` is not valid up to `begin_frame`; no event reaches into it.
  void end_run(std::int64_t end_frame, std::int64_t begin_frame, const Emit& emit) {
    if (waiting_) release(std::clamp<std::int64_t>(end_frame - waiting_->end_frame, 0, pad_), emit);
    run_begin_ = begin_frame;
  }

  // The least start of all that is still to be emitted, where other events start at or after `frame`.
  std::int64_t settled(std::int64_t frame) const {
    return waiting_ ? waiting_->start_frame : std::min(frame, std::max(run_begin_, frame - pad_));
  }

 private:
  void release(std::int64_t frames, const Emit& emit);

  std::int64_t pad_;
  std::int64_t run_begin_;
  std::optional<Event> waiting_;  // padded at its start
};

}  // namespace nightjar
