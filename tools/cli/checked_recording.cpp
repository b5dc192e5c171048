#include "tools/cli/checked_recording.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "stages/base/timeline.h"
#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"

namespace nightjar::cli {
namespace {

double seconds_of(std::int64_t frames, const RecordingInfo& info) {
  return static_cast<double>(frames) / static_cast<double>(info.sample_rate_hz);
}

CheckedRecording refused(const std::string& path, Error error) {
  CheckedRecording checked{.path = path, .error = std::move(error)};
  checked.summary.status = Status::refused;
  return checked;
}

// At the file's own rate nothing is resampled. What is missing does not depend on how it is cut.
ReadSpec spec_for(const RecordingInfo& info) {
  const std::int64_t second = info.sample_rate_hz;
  return {.sample_rate_hz = second, .grid = {second, second}, .batch_segments = 4};
}

// One that is empty counts too: it says what is wrong with the whole. Behind those that are listed there is
// room for one, so that what goes on from batch to batch is counted once.
void add(CheckedRecording& checked, Gap gap) {
  std::vector<Gap>& gaps = checked.damage;
  const std::int64_t frames = gap.end_frame - gap.start_frame;
  const bool goes_on =
      frames > 0 && !gaps.empty() && gaps.back().end_frame == gap.start_frame && gaps.back().code == gap.code;
  checked.summary.gap += frames;
  if (goes_on) {
    gaps.back().end_frame = gap.end_frame;
  } else if (gaps.size() <= kMaxDamages) {
    gaps.push_back(std::move(gap));
  } else {
    gaps.back() = std::move(gap);
    ++checked.more_damages;
  }
}

void forget_the_last_beyond_the_list(CheckedRecording& checked) {
  if (checked.damage.size() <= kMaxDamages) return;
  checked.damage.pop_back();
  ++checked.more_damages;
}

}  // namespace

CheckedRecording check_headers(const std::string& path) {
  const auto source = open_recording(path);
  if (!source) return refused(path, source.error());
  CheckedRecording checked{.path = path, .info = (*source)->info()};
  // What a file's size can hold is far more than there is, where it is compressed.
  if (const auto declared = checked.info.declared_frames) {
    checked.seconds = seconds_of(std::min(*declared, (*source)->available_frames()), checked.info);
  }
  return checked;
}

CheckedRecording check_all(const std::string& path) {
  auto source = open_recording(path);
  if (!source) return refused(path, source.error());
  CheckedRecording checked{.path = path, .info = (*source)->info()};
  SegmentReader reader(std::move(*source), spec_for(checked.info));
  std::optional<std::int64_t> uncertain_from;
  while (auto batch = reader.next()) {
    uncertain_from = batch->uncertain_from;
    for (Gap& gap : batch->gaps) add(checked, std::move(gap));
  }
  forget_the_last_beyond_the_list(checked);
  for (Gap& gap : checked.damage) gap.time_uncertain = uncertain_time(uncertain_from, gap.end_frame);
  Summary& summary = checked.summary;
  summary.frames = reader.frames();
  summary.processed = summary.frames - summary.gap;
  summary.clipped = reader.clipped_frames();
  summary.status = !checked.damage.empty() ? Status::partial : Status::ok;
  checked.seconds = seconds_of(summary.processed, checked.info);
  return checked;
}

}  // namespace nightjar::cli
