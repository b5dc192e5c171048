// Post-processing and decoding of tags: logits -> posteriors (score), posteriors over time -> events (assemble).
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

namespace nightjar {

// Posteriors of consecutive segments.
struct ScoreBatch {
  std::int64_t first_segment = 0;
  std::int64_t segments = 0;
  std::vector<float> scores;       // float32 [segments, labels], 0 to 1; after softmax a row adds up to 1
  std::vector<std::uint8_t> valid; // [segments] 0 where there is no score: sound missing, or the output was not finite
};

// Applies the activation in place of logits [segments, labels]. A row with a non-finite logit becomes zeros, and its
// `valid` entry 0. Stateless; concurrent calls are safe.
void score_tags(const TagSpec& spec, std::int64_t labels, ScoreBatch& batch);

// Where the events of a recording go, in the order of the output: (start_frame, end_frame, label).
using EventSink = std::function<void(Event&&)>;

// Scores over time -> events: smoothing, top-k, hysteresis, merging by gap, minimum duration, in this order.
// Incremental: state is bounded (memory_bytes) for any length of recording. One thread at a time.
// An event spans the owned spans (SegmentGrid) of its segments. An invalid segment ends events and smoothing windows.
class TagAssembler {
 public:
  // `labels` and `spec` are copied. `max_event_s`: an event still open after it is written in parts (`continues`).
  TagAssembler(const Manifest& manifest, RateRatio file_to_model, double max_event_s, EventSink sink);
  ~TagAssembler();

  // Scores in segment order without holes: batch.first_segment is the next segment.
  void push(const ScoreBatch& batch);

  // No segment follows; the recording has `frames` frames. Emits what is left.
  void finish(std::int64_t frames);

  // Every event still to come starts at or after this frame. So other records up to it may be written.
  std::int64_t settled_frame() const;

  static std::int64_t memory_bytes(const Manifest& manifest);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightjar
