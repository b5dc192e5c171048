#include "tools/cli/soak/soak_sink.h"

#include <utility>

namespace nightjar::cli {

SoakSink::SoakSink(std::size_t recording, std::string path, SoakCounts& counts, EndlessRecording* endless)
    : DiscardingSink(std::move(path)), recording_(recording), counts_(counts), endless_(endless) {}

void SoakSink::ended(const Summary& summary) {
  counts_.accounts.settle(recording_, summary);
}

void SoakSink::heard(const SegmentScores& segment, double fresh_s) {
  if (endless_ != nullptr) endless_->heard(segment.start_frame);
  if (counts_.sound_s.fetch_add(fresh_s) + fresh_s >= counts_.enough_s) counts_.on_enough();
}

}  // namespace nightjar::cli
