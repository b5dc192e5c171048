// The decoding of tags once more, over whole arrays and in the plainest way, to compare the incremental one
// with.
#pragma once

#include <vector>

#include "stages/decode/tags.h"

namespace nightjar {

// A manifest of labels "a", "b", ... with one pair of thresholds for all.
Manifest tag_manifest(std::size_t labels, std::int64_t sample_rate_hz, std::int64_t segment_samples,
                      std::int64_t hop_samples, float on, float off);

// All events of the recording whose scores are `all` (first_row 0).
std::vector<Event> reference_events(const Manifest& manifest, std::int64_t file_hz, double max_event_s,
                                    const ScoreBatch& all, std::int64_t frames);

// All events of TagAssembler when `all` is pushed in batches that end at `cuts` (ascending) and at the end.
std::vector<Event> assembled_events(const Manifest& manifest, std::int64_t file_hz, double max_event_s,
                                    const ScoreBatch& all, std::int64_t frames,
                                    const std::vector<std::int64_t>& cuts = {});

}  // namespace nightjar

// So that gtest compares and prints events.
namespace nightjar {
inline bool operator==(const Event& a, const Event& b) {
  return a.start_frame == b.start_frame && a.end_frame == b.end_frame && a.label == b.label &&
         a.score == b.score && a.continues == b.continues;
}
void PrintTo(const Event& event, std::ostream* out);
}  // namespace nightjar
