// Scores that outlive a run, so that another one need not compute them again.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace nightjar {

// What decoding takes of one batch of a recording's segments.
struct StoredScores {
  std::vector<std::uint8_t> valid;  // [rows] 0 where there is none
  std::vector<float> scores;        // float32 [rows, columns], each row as in SegmentScores
};

// The scores of one recording's first batches. A batch depends on the recording, the model, the Selection and
// the EmbeddingOptions alone, that is, on what their indexes hold: so what is decoded from stored scores is,
// byte for byte, what is decoded from computed ones. Whoever stores them must see to it that all four are the
// same when they are read.
//
// next() and keep() are each called one at a time, but both at once from different threads.
class ScoreStore {
 public:
  virtual ~ScoreStore() = default;

  // How many batches an earlier run left, and the first segment that those after them hear.
  virtual std::int64_t batches() const = 0;
  virtual std::int64_t next_segment() const = 0;

  // Those batches, in order. What it throws ends the recording.
  virtual StoredScores next() = 0;

  // The batches after them, in order, as they are computed; but none after one that failed. `next_segment`:
  // the first that later batches hear. The recording is known up to `end_frame`.
  virtual void keep(std::span<const std::uint8_t> valid, std::span<const float> scores,
                    std::int64_t next_segment, std::int64_t end_frame) = 0;
};

}  // namespace nightjar
