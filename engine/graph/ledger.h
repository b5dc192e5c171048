// Accounts for every frame of a stream: processed, gap or skipped, each exactly once.
#pragma once

#include <cstdint>

namespace nightjar::graph {

// Frames are accounted for from the first to the last, without holes: each call says what became of the next
// ones.
class Ledger {
 public:
  void add_processed(std::int64_t frames) noexcept { processed_ += frames; }
  void add_gap(std::int64_t frames) noexcept { gap_ += frames; }
  void add_skipped(std::int64_t frames) noexcept { skipped_ += frames; }

  std::int64_t processed() const noexcept { return processed_; }
  std::int64_t gap() const noexcept { return gap_; }
  std::int64_t skipped() const noexcept { return skipped_; }
  // How far the stream is accounted for.
  std::int64_t frames() const noexcept { return processed_ + gap_ + skipped_; }

 private:
  std::int64_t processed_ = 0, gap_ = 0, skipped_ = 0;
};

}  // namespace nightjar::graph
