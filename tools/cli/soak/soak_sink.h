// Takes the records of one recording of `soak`: formats them as `run` does, throws them away, and counts.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "nightjar/recognizer.h"
#include "tools/cli/soak/endless_recording.h"
#include "tools/cli/soak/soak_accounts.h"

namespace nightjar::cli {

struct SoakCounts {
  SoakAccounts accounts;
  double enough_s = 0;              // of sound, to be recognised in all
  std::function<void()> on_enough;  // called from the engine's workers, more than once
  std::atomic<double> sound_s = 0;  // recognised so far
};

class SoakSink : public RecordSink {
 public:
  // Borrows `counts`, and `endless`, which is told how far it was heard; it may be null.
  SoakSink(std::size_t recording, std::string path, SoakCounts& counts, EndlessRecording* endless);

  void record(const Record& record) override;
  void scores(const SegmentScores& segment) override;

 private:
  const std::size_t recording_;
  const std::string path_;
  SoakCounts& counts_;
  EndlessRecording* const endless_;
  std::int64_t rate_hz_ = 1;
  std::int64_t heard_frames_ = 0;
  std::string line_;
};

}  // namespace nightjar::cli
