#include "stages/read/channel_limit.h"

#include "stages/validate/refusal.h"

namespace nightjar {

Expected<void> check_channels(const RecordingInfo& info, ChannelChoice channels) {
  const std::int64_t most = kMostSeparateSamplesPerSecond / info.sample_rate_hz;
  if (channels != ChannelChoice::each || info.channels <= most) return {};
  return refusal(ErrorCode::too_many_channels, info.path,
                 std::to_string(info.channels) + " channels at " + std::to_string(info.sample_rate_hz) +
                     " Hz, each by itself,",
                 "expected at most " + std::to_string(most) + " at this rate; mix them, or split the file");
}

}  // namespace nightjar
