// The identification header of an Ogg Vorbis stream, checked. Vorbis I, section 4.2.2:
// https://xiph.org/vorbis/doc/Vorbis_I_spec.html; Ogg pages: RFC 3533, section 6.
#include <array>

#include "stages/validate/bytes.h"
#include "stages/validate/ogg_codec.h"
#include "stages/validate/refusal.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {
namespace {

constexpr std::size_t kPacketBytes = 30;
// A packet is at least a byte and decodes to at most half of the longest window, 8,192 samples.
constexpr std::int64_t kMaxVorbisFramesPerByte = 4096;

}  // namespace

Expected<SoundLayout> read_vorbis_header(const RegularFile& file) {
  std::array<std::uint8_t, kFirstOggPacket + kPacketBytes> header{};
  const auto got = file.read_at(0, header);
  if (!got) return Unexpected(got.error());
  const auto refuse = [&](const std::string& what, const std::string& advice) {
    return refusal(ErrorCode::bad_header, file.path(), what, advice,
                   static_cast<std::int64_t>(kFirstOggPacket));
  };
  if (*got < static_cast<std::int64_t>(header.size())) {
    return refuse("a Vorbis header of " + std::to_string(*got) + " bytes",
                  "expected 58; the file is cut short");
  }
  const Bytes bytes(header);
  const auto version = read_le(bytes, kFirstOggPacket + 7, 4);
  if (version != 0) {
    return refuse("Vorbis version " + std::to_string(version), "expected 0; the header is damaged");
  }
  SoundLayout layout;
  layout.container = "ogg";
  layout.codec = "vorbis";
  layout.channels = static_cast<std::int64_t>(read_le(bytes, kFirstOggPacket + 11, 1));
  layout.sample_rate_hz = static_cast<std::int64_t>(read_le(bytes, kFirstOggPacket + 12, 4));
  layout.available_frames = most_frames(file.size(), kMaxVorbisFramesPerByte);
  layout.bytes = file.size();
  const auto limits = check_limits(file.path(), layout.sample_rate_hz, layout.channels, std::nullopt);
  if (!limits) return Unexpected(limits.error());
  return layout;
}

}  // namespace nightjar
