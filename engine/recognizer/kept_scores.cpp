#include "engine/recognizer/kept_scores.h"

#include <stdexcept>
#include <utility>

namespace nightjar {

KeptScores::KeptScores(ScoreStore* store, std::int64_t columns, std::int64_t channels)
    : store_(store), columns_(columns), channels_(channels) {
  if (store_ != nullptr) recalled_ = left_ = store_->batches();
}

bool KeptScores::recall(ScoreBatch& scores) {
  if (left_ == 0) return false;
  --left_;
  StoredScores stored = store_->next();
  const std::int64_t rows = std::ssize(stored.valid);  // at a recording's end a model may have given fewer
  if (rows > scores.rows || std::ssize(stored.scores) != rows * columns_) {
    throw std::runtime_error("stored scores of " + std::to_string(rows) + " rows; expected " +
                             std::to_string(scores.rows) + " at most, of " + std::to_string(columns_) +
                             " values");
  }
  scores.rows = rows;
  scores.valid = std::move(stored.valid);
  scores.scores = std::move(stored.scores);
  return true;
}

void KeptScores::keep(const SoundBatch& sound, const ScoreBatch& scores, bool failed) {
  if (store_ == nullptr) return;
  if (recalled_ > 0) {
    --recalled_;
    return;
  }
  failed_ = failed_ || failed;
  if (failed_) return;
  const bool last_channel = sound.channel + 1 == channels_;
  store_->keep(scores.valid, scores.scores, sound.first_segment + (last_channel ? sound.segments : 0),
               sound.owned_frames.end);
}

}  // namespace nightjar
