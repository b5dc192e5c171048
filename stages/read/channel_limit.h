// How many channels may be recognised each by itself.
#pragma once

#include <cstdint>

#include "nightjar/error.h"
#include "nightjar/record.h"
#include "nightjar/selection.h"

namespace nightjar {

// Samples a second over all channels: 64 channels at 48 kHz, or 8 at 384 kHz. Memory is bought before a
// recording is opened, and read as separate channels its every sample costs some; mixed it costs one channel.
inline constexpr std::int64_t kMostSeparateSamplesPerSecond = std::int64_t{64} * 48'000;

// Errors: too_many_channels.
Expected<void> check_channels(const RecordingInfo& info, ChannelChoice channels);

}  // namespace nightjar
