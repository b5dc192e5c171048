#include "stages/decode/event_padding.h"

#include <utility>

namespace nightjar {

void EventPadding::release(std::int64_t frames, const Emit& emit) {
  waiting_->end_frame += frames;
  emit(*waiting_);
  waiting_.reset();
}

void EventPadding::push(Event event, bool continued, const Emit& emit) {
  std::int64_t before = continued ? 0 : std::clamp<std::int64_t>(event.start_frame - run_begin_, 0, pad_);
  if (waiting_) {
    before = std::clamp<std::int64_t>((event.start_frame - waiting_->end_frame) / 2, 0, pad_);
    release(before, emit);
  }
  event.start_frame -= before;
  waiting_ = std::move(event);
  if (waiting_->continues) release(0, emit);
}

}  // namespace nightjar
