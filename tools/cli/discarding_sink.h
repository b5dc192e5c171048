// Takes what the engine finds while it is measured: formats lines as `run` does, and throws them away.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "nightjar/recognizer.h"
#include "stages/write/json_lines.h"

namespace nightjar::cli {

class DiscardingSink : public RecordSink {
 public:
  explicit DiscardingSink(std::string path) : path_(std::move(path)) {}

  void record(const Record& record) final {
    if (const auto* info = std::get_if<RecordingInfo>(&record)) rate_hz_ = info->sample_rate_hz;
    if (const auto* summary = std::get_if<Summary>(&record)) ended(*summary);
    line_.clear();
    append_line(line_, record, path_, rate_hz_);
  }

  void scores(const SegmentScores& segment) final {
    if (segment.end_frame <= heard_frames_) return;
    const auto fresh = static_cast<double>(segment.end_frame - heard_frames_);
    heard_frames_ = segment.end_frame;
    heard(segment, fresh / static_cast<double>(rate_hz_));
  }

 private:
  virtual void ended(const Summary& summary) = 0;
  virtual void heard(const SegmentScores& segment, double fresh_s) = 0;  // so much more sound than before

  const std::string path_;
  std::int64_t rate_hz_ = 1;
  std::int64_t heard_frames_ = 0;
  std::string line_;
};

}  // namespace nightjar::cli
