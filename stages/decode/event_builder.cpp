#include "stages/decode/event_builder.h"

#include <utility>

namespace nightjar {

std::optional<SegmentEvent> EventBuilder::active(std::int64_t segment, double score) {
  std::optional<SegmentEvent> part;
  if (open_ && segment - open_->first >= rules_.max_part) {
    part = std::exchange(open_, std::nullopt);
    part->end = segment;
    part->continues = true;
  }
  if (!open_) open_ = SegmentEvent{.first = segment, .continued = part.has_value()};
  open_->end = segment + 1;
  open_->active += 1;
  open_->sum += score;
  return part;
}

std::optional<SegmentEvent> EventBuilder::inactive(std::int64_t segment) {
  if (!open_ || segment + 1 - open_->end <= rules_.merge_gap) return std::nullopt;
  return end();
}

std::optional<SegmentEvent> EventBuilder::end() {
  return std::exchange(open_, std::nullopt);
}

}  // namespace nightjar
