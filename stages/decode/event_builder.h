// Active segments of one label -> its events: merging by gap, and parts of events that last too long.
#pragma once

#include <cstdint>
#include <optional>

namespace nightjar {

// An event counted in segments: it spans [first, end), `active` of which were active with scores adding up to
// `sum`.
struct SegmentEvent {
  std::int64_t first = 0;
  std::int64_t end = 0;
  std::int64_t active = 0;
  double sum = 0;
  bool continued = false;  // a later part of an event
  bool continues = false;  // another part follows, and begins at `end`
};

struct EventRules {
  std::int64_t merge_gap = 0;  // so many inactive segments between two active ones do not end an event
  std::int64_t max_part = 1;   // >= 1: an active segment so far from the part's first one begins a new part
  // Of the inactive segments after those, only a silent one ends an event, or the max_part-th. An event that
  // has not ended when its run of segments does reaches to the end of it.
  bool to_silence = false;
};

// Call one of the three once for each segment, in order; each gives the event or part that is now final, if
// any. A part begins and ends beside active segments, so that each has a score, and the parts of an event
// cover its very span.
class EventBuilder {
 public:
  explicit EventBuilder(EventRules rules) : rules_(rules) {}

  std::optional<SegmentEvent> active(std::int64_t segment, double score);
  std::optional<SegmentEvent> inactive(std::int64_t segment, bool silent = true);
  // The segment is invalid, or there is none: nothing is merged across.
  std::optional<SegmentEvent> end(std::int64_t segment);

  // The event or part that may still grow.
  const std::optional<SegmentEvent>& open() const { return open_; }

 private:
  EventRules rules_;
  std::optional<SegmentEvent> open_;
};

}  // namespace nightjar
