// Counts what the engine finds while it is measured.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>

#include "tools/cli/discarding_sink.h"

namespace nightjar::cli {

// Of all recordings.
struct BenchTotals {
  std::atomic<double> sound_s = 0;
  std::atomic<std::int64_t> refused = 0;
  std::atomic<std::int64_t> found = 0;  // events, matches and words
};

// Borrows the totals.
class BenchSink : public DiscardingSink {
 public:
  BenchSink(std::string path, BenchTotals& totals) : DiscardingSink(std::move(path)), totals_(totals) {}

 private:
  void ended(const Summary& summary) override {
    if (summary.status == Status::refused) ++totals_.refused;
    totals_.found += summary.events + summary.words;
  }
  void heard(const SegmentScores& /*segment*/, double fresh_s) override { totals_.sound_s += fresh_s; }

  BenchTotals& totals_;
};

}  // namespace nightjar::cli
