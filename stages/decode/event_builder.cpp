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

std::optional<SegmentEvent> EventBuilder::inactive(std::int64_t segment, bool silent) {
  if (!open_) return std::nullopt;
  const std::int64_t waited = segment - open_->end;
  if (waited < rules_.merge_gap) return std::nullopt;
  if (rules_.to_silence && !silent && waited < rules_.max_part) return std::nullopt;
  return std::exchange(open_, std::nullopt);
}

std::optional<SegmentEvent> EventBuilder::end(std::int64_t segment) {
  if (open_ && rules_.to_silence) open_->end = segment;
  return std::exchange(open_, std::nullopt);
}

}  // namespace nightjar
