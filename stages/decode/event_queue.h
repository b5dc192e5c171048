// Final events that wait for one that began earlier, so that all leave in the order of the output.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <queue>
#include <string>
#include <vector>

#include "stages/decode/tags.h"

namespace nightjar {

class EventQueue {
 public:
  explicit EventQueue(const std::vector<std::string>& labels);

  // `event.label` is left out: `label` is its index.
  void push(std::size_t label, const Event& event);

  // Gives all events that start before `frame` to `sink`, by (start_frame, end_frame, label, channel). Those
  // that start at it wait: an event that is still open may start there too, and end sooner.
  void release_before(std::int64_t frame, const EventSink& sink);

  // An upper bound of what so many waiting events take.
  static std::int64_t memory_bytes(std::int64_t events);

 private:
  struct Waiting {
    std::int64_t start_frame;
    std::int64_t end_frame;
    std::uint32_t rank;  // of the label, in the order of the labels' names
    float score;
    bool continues;
    std::int8_t channel;  // one of at most 64
  };
  struct Later {
    bool operator()(const Waiting& a, const Waiting& b) const;
  };

  std::vector<std::string> names_;                                    // sorted
  std::vector<std::uint32_t> rank_of_;                                // label -> index in names_
  std::priority_queue<Waiting, std::deque<Waiting>, Later> waiting_;  // a deque grows without a second copy
};

}  // namespace nightjar
