// Takes the records of one recording of `soak`, and counts.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "tools/cli/discarding_sink.h"
#include "tools/cli/soak/endless_recording.h"
#include "tools/cli/soak/soak_accounts.h"

namespace nightjar::cli {

struct SoakCounts {
  SoakAccounts accounts;
  double enough_s = 0;              // of sound, to be recognised in all
  std::function<void()> on_enough;  // called from the engine's workers, more than once
  std::atomic<double> sound_s = 0;  // recognised so far
};

class SoakSink : public DiscardingSink {
 public:
  // Borrows `counts`, and `endless`, which is told how far it was heard; it may be null.
  SoakSink(std::size_t recording, std::string path, SoakCounts& counts, EndlessRecording* endless);

 private:
  void ended(const Summary& summary) override;
  void heard(const SegmentScores& segment, double fresh_s) override;

  const std::size_t recording_;
  SoakCounts& counts_;
  EndlessRecording* const endless_;
};

}  // namespace nightjar::cli
