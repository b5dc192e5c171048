// Takes what the engine finds while it is measured.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "nightjar/recognizer.h"
#include "stages/write/json_lines.h"

namespace nightjar::cli {

// Of all recordings.
struct BenchTotals {
  std::atomic<double> sound_s = 0;
  std::atomic<std::int64_t> refused = 0;
  std::atomic<std::int64_t> found = 0;  // events, matches and words
};

// Formats lines as `run` does, throws them away, and counts. Borrows the totals.
class BenchSink : public RecordSink {
 public:
  BenchSink(std::string path, BenchTotals& totals) : path_(std::move(path)), totals_(totals) {}

  void record(const Record& record) override {
    if (const auto* info = std::get_if<RecordingInfo>(&record)) rate_hz_ = info->sample_rate_hz;
    if (const auto* summary = std::get_if<Summary>(&record)) {
      if (summary->status == Status::refused) ++totals_.refused;
      totals_.found += summary->events + summary->words;
    }
    line_.clear();
    append_line(line_, record, path_, rate_hz_);
  }

  void scores(const SegmentScores& segment) override {
    totals_.sound_s += static_cast<double>(segment.end_frame - heard_) / static_cast<double>(rate_hz_);
    heard_ = segment.end_frame;
  }

 private:
  const std::string path_;
  BenchTotals& totals_;
  std::int64_t rate_hz_ = 1;
  std::int64_t heard_ = 0;
  std::string line_;
};

}  // namespace nightjar::cli
