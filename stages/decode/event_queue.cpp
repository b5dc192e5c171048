#include "stages/decode/event_queue.h"

#include <algorithm>
#include <tuple>

namespace nightjar {

bool EventQueue::Later::operator()(const Waiting& a, const Waiting& b) const {
  return std::tie(a.start_frame, a.end_frame, a.rank, a.channel) >
         std::tie(b.start_frame, b.end_frame, b.rank, b.channel);
}

EventQueue::EventQueue(const std::vector<std::string>& labels) : names_(labels) {
  std::sort(names_.begin(), names_.end());
  for (const std::string& label : labels) {
    const auto name = std::lower_bound(names_.begin(), names_.end(), label);
    rank_of_.push_back(static_cast<std::uint32_t>(name - names_.begin()));
  }
}

void EventQueue::push(std::size_t label, const Event& event) {
  waiting_.push({event.start_frame, event.end_frame, rank_of_[label], event.score, event.continues,
                 static_cast<std::int8_t>(event.channel)});
}

void EventQueue::release_before(std::int64_t frame, const EventSink& sink) {
  while (!waiting_.empty() && waiting_.top().start_frame < frame) {
    const Waiting next = waiting_.top();
    waiting_.pop();
    sink(
        Event{next.start_frame, next.end_frame, names_[next.rank], next.score, next.continues, next.channel});
  }
}

std::int64_t EventQueue::memory_bytes(std::int64_t events) {
  const auto size = static_cast<std::int64_t>(sizeof(Waiting));
  // A deque's blocks of 512 bytes, its table of pointers to them (doubled when it grows), and a spare block.
  return events * size + events * size / 8 + 2048;
}

}  // namespace nightjar
