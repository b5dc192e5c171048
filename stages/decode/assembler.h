// Rows of scores over time -> what was heard in a recording: one class for each task.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <variant>
#include <vector>

#include "nightjar/record.h"

namespace nightjar {

// Scores of consecutive rows (RowGrid): of segments, or of a model's emissions.
struct ScoreBatch {
  std::int64_t first_row = 0;
  std::int64_t rows = 0;
  std::vector<float> scores;        // float32 [rows, columns], as Decoding::score() leaves them
  std::vector<std::uint8_t> valid;  // [rows] 0 where there is none: no sound, or a non-finite output
  // Of emissions, in order: sound is missing at the end of the row before each of these, or from there on, be
  // it less than a row. One may be the row after the last.
  std::vector<std::int64_t> breaks{};
  std::int64_t channel = 0;
  std::int64_t end_frame = std::numeric_limits<std::int64_t>::max();  // nothing in these rows is later
};

// What of a recording the scores are of.
struct ScoredPart {
  std::int64_t channels = 1;     // each has scores and events of its own; at most 64
  std::int64_t first_row = 0;    // of every channel
  std::int64_t begin_frame = 0;  // nothing starts before it
};

// Where what was heard goes, in the order of the output.
using Found = std::variant<Event, Word, Transcript, Match>;
using FoundSink = std::function<void(Found&&)>;

// Incremental: its state is bounded for any length of recording, and what it finds does not depend on how the
// scores are cut into batches. One thread at a time.
class Assembler {
 public:
  virtual ~Assembler() = default;

  // Scores of a channel in order without holes: batch.first_row is its next row. No channel is ahead of
  // another by more than a batch. The sink is called from here and from finish().
  virtual void push(const ScoreBatch& batch) = 0;

  // No row of this channel follows; the recording, or the part of it, ends after `frames` frames (one
  // that was interrupted: those recognised so far). With the last channel, emits what is left. Nothing but
  // settled_frame() may be called after that.
  virtual void finish(std::int64_t frames, std::int64_t channel) = 0;

  // Everything still to come starts at or after this frame. So other records up to it may be written.
  virtual std::int64_t settled_frame() const = 0;
};

}  // namespace nightjar
