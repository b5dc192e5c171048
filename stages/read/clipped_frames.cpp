#include "stages/read/clipped_frames.h"

#include <cmath>

namespace nightjar {
namespace {

constexpr std::size_t kFlat = 3;  // samples in a row

// A loop without a branch, for nearly all sound has nothing so loud.
bool any_loud(std::span<const float> samples, float level) noexcept {
  int loud = 0;
  for (const float x : samples) loud |= std::fabs(x) >= level ? 1 : 0;
  return loud != 0;
}

}  // namespace

float clipping_level(std::string_view codec) noexcept {
  if (codec == "pcm_u8" || codec == "pcm_s8") return 0.992F;
  if (codec == "alaw") return 0.984F;
  return codec == "mulaw" ? 0.98F : 0.9995F;
}

std::int64_t clipped_frames(std::span<const float> interleaved, std::size_t channels, float level) noexcept {
  if (!any_loud(interleaved, level)) return 0;
  const std::size_t frames = interleaved.size() / channels;
  std::int64_t clipped = 0;
  std::size_t counted_to = 0;  // over all channels: a frame counts once
  // A frame is on a flat top where the three that begin 0, 1 or 2 before it are one, in any channel.
  for (std::size_t frame = 0; frame + kFlat <= frames; ++frame) {
    bool flat = false;
    for (std::size_t c = 0; c < channels && !flat; ++c) {
      const auto at = [&](std::size_t i) { return interleaved[(frame + i) * channels + c]; };
      const float side = at(0) < 0 ? -1.0F : 1.0F;
      flat = true;
      for (std::size_t i = 0; i < kFlat; ++i) flat = flat && side * at(i) >= level;
    }
    if (!flat) continue;
    const std::size_t from = counted_to > frame ? counted_to : frame;
    counted_to = frame + kFlat;
    clipped += static_cast<std::int64_t>(counted_to - from);
  }
  return clipped;
}

}  // namespace nightjar
