#include "tools/cli/hear_recording.h"

#include <algorithm>
#include <utility>

#include "stages/base/timeline.h"
#include "stages/match/landmark.h"
#include "stages/validate/audio_source.h"

namespace nightjar::cli {
namespace {

// Segments without overlap, and nothing added at the end.
constexpr ReadSpec kSpec{.sample_rate_hz = kMatchRateHz,
                         .grid = {kMatchRateHz, kMatchRateHz},
                         .batch_segments = 4,
                         .padding = SegmentPadding::none};

}  // namespace

Summary hear_recording(const std::string& path, const Listener& listener, const std::stop_token& stop) {
  Summary summary;
  if (stop.stop_requested()) {
    summary.status = Status::not_started;
    return summary;
  }
  auto source = open_recording(path, stop);
  if (!source) {
    listener.refuse(source.error());
    summary.status = Status::refused;
    return summary;
  }
  listener.begin((*source)->info());
  SegmentReader reader(std::move(*source), kSpec);
  std::int64_t read_to = 0;
  bool damaged = false;
  bool last = false;
  while (!last && !stop.stop_requested()) {
    SoundBatch batch = *reader.next();
    last = batch.last;
    read_to = batch.owned_frames.end;
    for (Gap& gap : batch.gaps) {
      gap.time_uncertain = uncertain_time(batch.uncertain_from, gap.end_frame);
      summary.gap += gap.end_frame - gap.start_frame;
      damaged = true;
    }
    listener.hear(batch);
  }
  summary.frames = reader.frames();
  summary.clipped = reader.clipped_frames();
  summary.status = !last ? Status::interrupted : damaged ? Status::partial : Status::ok;
  if (!last) {
    SoundBatch rest;
    rest.gaps = {
        {read_to, summary.frames, ErrorCode::interrupted, "the run was stopped before this part was read"}};
    summary.gap += summary.frames - read_to;
    listener.hear(rest);
  }
  summary.processed = summary.frames - summary.gap;
  return summary;
}

}  // namespace nightjar::cli
