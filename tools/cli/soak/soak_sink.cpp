#include "tools/cli/soak/soak_sink.h"

#include <utility>
#include <variant>

#include "stages/write/json_lines.h"

namespace nightjar::cli {

SoakSink::SoakSink(std::size_t recording, std::string path, SoakCounts& counts, EndlessRecording* endless)
    : recording_(recording), path_(std::move(path)), counts_(counts), endless_(endless) {}

void SoakSink::record(const Record& record) {
  if (const auto* info = std::get_if<RecordingInfo>(&record)) rate_hz_ = info->sample_rate_hz;
  line_.clear();
  append_line(line_, record, path_, rate_hz_);
  if (const auto* summary = std::get_if<Summary>(&record)) counts_.accounts.settle(recording_, *summary);
}

void SoakSink::scores(const SegmentScores& segment) {
  if (segment.end_frame <= heard_frames_) return;
  const auto fresh = static_cast<double>(segment.end_frame - heard_frames_) / static_cast<double>(rate_hz_);
  heard_frames_ = segment.end_frame;
  if (endless_ != nullptr) endless_->heard(segment.start_frame);
  if (counts_.sound_s.fetch_add(fresh) + fresh >= counts_.enough_s) counts_.on_enough();
}

}  // namespace nightjar::cli
