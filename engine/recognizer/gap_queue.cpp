#include "engine/recognizer/gap_queue.h"

#include <algorithm>
#include <utility>

namespace nightjar {
namespace {

// So many gaps of other channels may wait behind one that goes on, which bounds what is held.
constexpr std::ptrdiff_t kMostBehind = 64;

}  // namespace

// Gaps that are of no channel alone are told of as those of the only one.
std::size_t GapQueue::index_of(const Gap& gap) const {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, gap.channel));
}

void GapQueue::add(std::int64_t channel, std::vector<Gap> gaps, std::int64_t known_to) {
  for (Gap& gap : gaps) {
    const auto before = std::ranges::find_if(pending_.rbegin(), pending_.rend(), [&](const Gap& other) {
      return other.channel == gap.channel && other.end_frame == gap.start_frame;
    });
    if (before != pending_.rend() && before->code == gap.code && before->message == gap.message) {
      before->end_frame = gap.end_frame;
    } else {
      const auto later = std::ranges::upper_bound(pending_, gap.start_frame, {}, &Gap::start_frame);
      pending_.insert(later, std::move(gap));
    }
  }
  known_to_[static_cast<std::size_t>(channel)] = known_to;
}

void GapQueue::write(std::int64_t frame) {
  const auto later = std::ranges::upper_bound(pending_, frame, {}, &Gap::start_frame);
  std::for_each(pending_.begin(), later, [this](Gap& gap) { write_(std::move(gap)); });
  pending_.erase(pending_.begin(), later);
}

void GapQueue::write_settled(std::int64_t frame) {
  const auto open = std::ranges::find_if(pending_, [this](const Gap& gap) { return may_go_on(gap); });
  if (open == pending_.end() || pending_.end() - open > kMostBehind) return write(frame);
  write(std::min(frame, open->start_frame - 1));
}

std::int64_t GapQueue::heard_to(std::int64_t channel) const {
  const auto index = static_cast<std::size_t>(channel);
  std::int64_t end = known_to_[index];
  for (auto gap = pending_.rbegin(); gap != pending_.rend(); ++gap) {
    if (index_of(*gap) == index && gap->end_frame == end) end = gap->start_frame;
  }
  return end;
}

}  // namespace nightjar
