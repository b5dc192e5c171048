// The identification header of an Ogg Opus stream, checked. RFC 7845, section 5.1:
// https://www.rfc-editor.org/rfc/rfc7845
#include <algorithm>
#include <array>

#include "stages/validate/ogg_codec.h"
#include "stages/validate/packet_decoder.h"
#include "stages/validate/refusal.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {
namespace {

constexpr std::size_t kMostBytes = 255;
// A packet is at least a byte and lasts at most 120 ms.
constexpr std::int64_t kMaxOpusFramesPerByte = kOpusRateHz * 120 / 1000;

}  // namespace

Expected<SoundLayout> read_opus_header(const RegularFile& file) {
  std::array<std::uint8_t, kFirstOggPacket + kMostBytes> header{};
  const auto got = file.read_at(0, header);
  if (!got) return Unexpected(got.error());
  const auto there = std::max(static_cast<std::size_t>(*got), kFirstOggPacket) - kFirstOggPacket;
  const std::size_t length = std::min<std::size_t>(header[kFirstOggPacket - 1], there);
  const auto head = parse_opus_head(Bytes(header).subspan(kFirstOggPacket, length));
  if (!head) {
    return refusal(
        ErrorCode::bad_header, file.path(),
        "an Opus header of " + std::to_string(length) + " bytes that is not understood",
        "expected version 1 and mapping family 0, 1, 2 or 255; the file is damaged or new of its kind",
        static_cast<std::int64_t>(kFirstOggPacket));
  }
  SoundLayout layout;
  layout.container = "ogg";
  layout.codec = "opus";
  layout.channels = head->channels;
  layout.sample_rate_hz = kOpusRateHz;
  layout.available_frames = most_frames(file.size(), kMaxOpusFramesPerByte);
  layout.bytes = file.size();
  const auto limits = check_limits(file.path(), layout.sample_rate_hz, layout.channels, std::nullopt);
  if (!limits) return Unexpected(limits.error());
  return layout;
}

}  // namespace nightjar
