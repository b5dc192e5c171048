// What a recording on its way through the graph takes from its ScoreStore, and leaves there.
#pragma once

#include <cstdint>

#include "nightjar/score_store.h"
#include "stages/decode/assembler.h"
#include "stages/read/segment_reader.h"

namespace nightjar {

// recall() and keep() are each called one at a time, but both at once from different threads.
class KeptScores {
 public:
  KeptScores() = default;  // nothing is kept
  // Borrows `store`, which may be null. `columns`: Decoding's. `channels` are recognised each by itself.
  KeptScores(ScoreStore* store, std::int64_t columns, std::int64_t channels);

  // For each batch in the order of reading. True: its scores are known, and now in `scores`. Throws what the
  // store does, and std::runtime_error where it has scores that cannot be of this batch.
  bool recall(ScoreBatch& scores);

  // For each batch in that order again: it was merged, and did or did not fail.
  void keep(const SoundBatch& sound, const ScoreBatch& scores, bool failed);

 private:
  ScoreStore* store_ = nullptr;
  std::int64_t columns_ = 0;
  std::int64_t channels_ = 1;
  std::int64_t left_ = 0;      // to be recalled
  std::int64_t recalled_ = 0;  // of those that are yet to be merged
  bool failed_ = false;
};

}  // namespace nightjar
