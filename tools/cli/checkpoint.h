// What has been computed of a long recording, in a file beside its results, so that --resume can go on inside
// it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "nightjar/error.h"
#include "nightjar/score_store.h"
#include "tools/cli/checkpoint_file.h"

namespace nightjar::cli {

struct CheckpointOptions {
  std::string path;
  std::string subject;     // what decides the scores, in one line
  bool resume = false;     // take up what an earlier run left
  std::int64_t every = 1;  // frames of the recording from one flush to the disk to the next
};

// A batch is in the file as soon as it is merged, and so outlives the process; every so much sound the file
// is flushed to the disk, and so outlives a loss of power.
//
// It is not worth a run: if it cannot be written, of a full disk for example, that is told once, the file is
// taken away, and the run goes on without it.
class Checkpoint : public ScoreStore {
 public:
  Checkpoint(const CheckpointOptions& options, std::function<void(const Error&)> on_failure);

  std::int64_t batches() const override { return found_; }
  std::int64_t next_segment() const override { return next_segment_; }
  StoredScores next() override;  // throws std::runtime_error
  void keep(std::span<const std::uint8_t> valid, std::span<const float> scores, std::int64_t next_segment,
            std::int64_t end_frame) override;

  void remove() const;  // the recording is complete

 private:
  void check(const Expected<void>& done);

  const std::int64_t every_;
  const std::function<void(const Error&)> on_failure_;
  std::optional<CheckpointFile> file_;  // none where it cannot be made
  std::int64_t found_ = 0;
  std::int64_t next_segment_ = 0;
  bool failed_ = false;
  std::int64_t flushed_to_ = 0;  // frame
};

}  // namespace nightjar::cli
