#include "tools/cli/checkpoint.h"

#include <stdexcept>
#include <utility>

namespace nightjar::cli {

Checkpoint::Checkpoint(const CheckpointOptions& options, std::function<void(const Error&)> on_failure)
    : every_(options.every), on_failure_(std::move(on_failure)) {
  auto file = CheckpointFile::open(options.path, options.subject, options.resume);
  if (!file) {
    failed_ = true;
    on_failure_(file.error());
    return;
  }
  file_.emplace(std::move(*file));
  found_ = file_->batches();
  next_segment_ = file_->next_segment();
}

StoredScores Checkpoint::next() {
  auto stored = file_->read();
  if (!stored) throw std::runtime_error(stored.error().message);
  return std::move(*stored);
}

void Checkpoint::keep(std::span<const std::uint8_t> valid, std::span<const float> scores,
                      std::int64_t next_segment, std::int64_t end_frame) {
  if (!failed_) check(file_->append(valid, scores, next_segment));
  if (failed_ || end_frame - flushed_to_ < every_) return;
  flushed_to_ = end_frame;
  check(file_->flush());
}

void Checkpoint::check(const Expected<void>& done) {
  if (done) return;
  failed_ = true;
  file_->remove();
  on_failure_(done.error());
}

void Checkpoint::remove() const {
  if (file_) file_->remove();
}

}  // namespace nightjar::cli
