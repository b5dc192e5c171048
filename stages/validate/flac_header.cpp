// FLAC's STREAMINFO block, checked. RFC 9639, sections 8.1 and 8.2: https://www.rfc-editor.org/rfc/rfc9639
#include <algorithm>
#include <array>

#include "stages/validate/bytes.h"
#include "stages/validate/flac_frame_header.h"
#include "stages/validate/ogg_codec.h"
#include "stages/validate/refusal.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {
namespace {

constexpr std::size_t kStreamInfo = 8;  // offset: after "fLaC" and the block's own header of 4 bytes
constexpr std::size_t kOggStreamInfo = kFirstOggPacket + 17;  // RFC 9639, section 10.1
constexpr std::int64_t kMinBlockFrames = 16;
// A FLAC frame is at least 10 bytes (header 6, one constant subframe of 2, CRC 2) and at most 65,535 samples
// long.
constexpr std::int64_t kMaxFlacFramesPerByte = 65536 / 10 + 1;

// `offset`: of the STREAMINFO block's payload, after its own header.
Expected<SoundLayout> read_stream_info(const RegularFile& file, const char* container, std::size_t offset) {
  std::array<std::uint8_t, kOggStreamInfo + kStreamInfoBytes> header{};
  const auto got = file.read_at(0, std::span(header).first(offset + kStreamInfoBytes));
  if (!got) return Unexpected(got.error());
  const auto refuse = [&](ErrorCode code, const std::string& what, const std::string& advice) {
    return refusal(code, file.path(), what, advice, static_cast<std::int64_t>(offset));
  };
  if (*got < static_cast<std::int64_t>(offset + kStreamInfoBytes)) {
    return refuse(
        ErrorCode::bad_header, "a FLAC header of " + std::to_string(*got) + " bytes",
        "expected at least " + std::to_string(offset + kStreamInfoBytes) + "; the file is cut short");
  }
  const Bytes bytes(header);
  const auto block_type = read_be(bytes, offset - 4, 1) & 0x7F;
  const auto block_bytes = read_be(bytes, offset - 3, 3);
  if (block_type != 0 || block_bytes != kStreamInfoBytes) {
    return refuse(ErrorCode::bad_header, "no STREAMINFO block", "expected it first; the file is damaged");
  }
  const FlacStream stream = FlacStream::parse(bytes.subspan(offset, kStreamInfoBytes));
  if (stream.min_block > stream.max_block || stream.max_block < kMinBlockFrames) {
    return refuse(ErrorCode::bad_header,
                  "FLAC blocks of " + std::to_string(stream.min_block) + " to " +
                      std::to_string(stream.max_block) + " samples",
                  "expected 16 to 65535; the header is damaged");
  }
  if (stream.bits != 8 && stream.bits != 16 && stream.bits != 24) {
    return refuse(ErrorCode::unsupported_format, "FLAC samples of " + std::to_string(stream.bits) + " bits",
                  "expected 8, 16 or 24; convert it to one of these");
  }
  SoundLayout layout;
  layout.container = container;
  layout.codec = "flac";
  layout.sample_rate_hz = stream.sample_rate_hz;
  layout.channels = stream.channels;
  if (stream.total_frames > 0) layout.declared_frames = stream.total_frames;  // 0: the encoder did not know
  const std::int64_t most = most_frames(file.size(), kMaxFlacFramesPerByte);
  layout.available_frames = std::min(layout.declared_frames.value_or(most), most);
  layout.begin = static_cast<std::int64_t>(offset);
  layout.bytes = file.size();
  const auto limits =
      check_limits(file.path(), layout.sample_rate_hz, layout.channels, layout.declared_frames);
  if (!limits) return Unexpected(limits.error());
  return layout;
}

}  // namespace

Expected<SoundLayout> read_flac_header(const RegularFile& file) {
  return read_stream_info(file, "flac", kStreamInfo);
}

Expected<SoundLayout> read_ogg_flac_header(const RegularFile& file) {
  return read_stream_info(file, "ogg", kOggStreamInfo);
}

}  // namespace nightjar
