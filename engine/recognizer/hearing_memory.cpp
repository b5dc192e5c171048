// What hearing an open recording may cost.
#include <algorithm>

#include "engine/recognizer/hearing.h"
#include "stages/read/channel_limit.h"

namespace nightjar {

std::int64_t Hearing::memory_bytes(const Listener& listener, const Selection& selection) {
  const bool each = selection.channels == ChannelChoice::each;
  ReadSpec spec = read_spec(listener.model->manifest);
  spec.selection = selection;
  std::int64_t reader = 0;
  for (RecordingInfo largest; const std::int64_t rate_hz : {48'000, 384'000}) {
    largest.sample_rate_hz = rate_hz;
    largest.channels = each ? kMostSeparateSamplesPerSecond / rate_hz : 64;
    reader = std::max(reader, SegmentReader::memory_bytes(largest, spec));
  }
  const std::int64_t channels = each ? 64 : 1;
  return reader + listener.decoding->assembler_bytes(channels) +
         channels * (listener.model->network.network().instance_bytes() +
                     static_cast<std::int64_t>(sizeof(StepRunner))) +
         static_cast<std::int64_t>(sizeof(Hearing));
}

}  // namespace nightjar
