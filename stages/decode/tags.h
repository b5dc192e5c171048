// Post-processing of tags: logits -> posteriors (score), posteriors over time -> events (assemble).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/interface/manifest.h"
#include "nightjar/record.h"
#include "stages/base/timeline.h"
#include "stages/decode/assembler.h"

namespace nightjar {

// Turns logits into posteriors in place: batch.scores, float32 [rows, labels]. A row that is not valid,
// or has a non-finite logit, becomes zeros, and its `valid` entry 0. Concurrent calls are safe.
void score_tags(const TagSpec& spec, std::int64_t labels, ScoreBatch& batch);

using EventSink = std::function<void(Event&&)>;

// How long an event may be open before it is written in parts.
inline constexpr double kDefaultMaxEventSeconds = 600;

// Scores over time -> events, in this order:
//   1. smoothing: centred moving average over `smoothing_segments` rows, inside a run of valid ones
//   2. top-k: only the k highest labels of a row may be active; of equal ones those first in `labels`
//   3. hysteresis: a label is active from where it reaches threshold_on until it is below threshold_off
//   4. merging: events of a label at most `merge_gap_s` apart are one, but not across an invalid row. With
//      `min_silence_s` instead, an event that the label's activity has left ends there once a row is below
//      threshold_off that begins so long after, or after max_event_s; if the valid rows end first, with them
//   5. minimum duration: events shorter than `min_duration_s` are dropped
//   6. padding: those that are left are `pad_s` longer at both ends: EventPadding
// Thresholds, merge_gap_s and min_duration_s are those of the label.
// Steps 1 to 4 count in rows: merge_gap_s and max_event_s are rounded down to whole hops, or strides,
// min_silence_s is rounded up.
//
// An event spans the owned spans (RowGrid::rows) of its rows: from f(owned_begin(first)) to
// f(owned_begin(last + 1)), or to the recording's end after its last row, with one f for every boundary:
// floor(sample * file rate / model rate). So neighbours meet exactly. An event shorter than a frame gets the
// frame that it lies in. Its score is the mean of the smoothed posterior over its active rows (those are all
// of its rows, unless it was merged).
//
// An event longer than `max_event_s` is written in parts, cut before an active row, at the latest merge_gap_s
// later. Each part has the score of its own rows, and all but the last have `continues`. Where min_duration_s
// is above max_event_s, parts are that long: so no event that is too short has a part.
//
// Valid rows are finite. The events leave in the order of the output: (start_frame, end_frame, label,
// channel).
class TagAssembler : public Assembler {
 public:
  // Copies what it needs of `manifest` (checked: load_manifest). `max_event_s` > 0.
  TagAssembler(const Manifest& manifest, RateRatio file_to_model, double max_event_s, EventSink sink,
               ScoredPart part = {});
  ~TagAssembler() override;

  void push(const ScoreBatch& batch) override;
  void finish(std::int64_t frames, std::int64_t channel = 0) override;
  std::int64_t settled_frame() const override;

  // An upper bound of one assembler's memory in bytes. Final events that wait for one that began earlier make
  // up most of it: labels x (max_event + merge_gap) / (min_duration + 1 hop) of 32 bytes; fewer with top_k.
  static std::int64_t memory_bytes(const Manifest& manifest, double max_event_s = kDefaultMaxEventSeconds,
                                   std::int64_t channels = 1);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightjar
