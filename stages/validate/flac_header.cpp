// FLAC's STREAMINFO block, checked. RFC 9639, sections 8.1 and 8.2: https://www.rfc-editor.org/rfc/rfc9639
#include <algorithm>
#include <array>

#include "stages/validate/bytes.h"
#include "stages/validate/refusal.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {
namespace {

constexpr std::size_t kStreamInfo = 8;    // offset: after "fLaC" and the block's own header of 4 bytes
constexpr std::size_t kHeaderBytes = 42;  // with the 34 bytes of STREAMINFO
constexpr std::uint64_t kStreamInfoBytes = 34;
constexpr std::uint64_t kMinBlockFrames = 16;
// A FLAC frame is at least 10 bytes (header 6, one constant subframe of 2, CRC 2) and at most 65,535 samples
// long.
constexpr std::int64_t kMaxFramesPerByte = 65536 / 10 + 1;

}  // namespace

Expected<SoundLayout> read_flac_header(const RegularFile& file) {
  std::array<std::uint8_t, kHeaderBytes> header{};
  const auto got = file.read_at(0, header);
  if (!got) return Unexpected(got.error());
  const auto refuse = [&](ErrorCode code, const std::string& what, const std::string& advice) {
    return refusal(code, file.path(), what, advice, static_cast<std::int64_t>(kStreamInfo));
  };
  if (*got < static_cast<std::int64_t>(kHeaderBytes)) {
    return refuse(ErrorCode::bad_header, "a FLAC header of " + std::to_string(*got) + " bytes",
                  "expected at least 42; the file is cut short");
  }
  const Bytes bytes(header);
  const auto block_type = read_be(bytes, 4, 1) & 0x7F;
  const auto block_bytes = read_be(bytes, 5, 3);
  if (block_type != 0 || block_bytes != kStreamInfoBytes) {
    return refuse(ErrorCode::bad_header, "no STREAMINFO block", "expected it first; the file is damaged");
  }
  const auto min_block = read_be(bytes, kStreamInfo, 2);
  const auto max_block = read_be(bytes, kStreamInfo + 2, 2);
  if (min_block > max_block || max_block < kMinBlockFrames) {
    return refuse(
        ErrorCode::bad_header,
        "FLAC blocks of " + std::to_string(min_block) + " to " + std::to_string(max_block) + " samples",
        "expected 16 to 65535; the header is damaged");
  }
  // 20 bits of rate, 3 of channels - 1, 5 of bits - 1, 36 of samples.
  const auto packed = read_be(bytes, kStreamInfo + 10, 8);
  const auto bits = (packed >> 36 & 0x1F) + 1;
  const auto total = static_cast<std::int64_t>(packed & 0xFFFFFFFFF);
  SoundLayout layout;
  layout.container = "flac";
  layout.codec = "flac";
  layout.sample_rate_hz = static_cast<std::int64_t>(packed >> 44);
  layout.channels = static_cast<std::int64_t>(packed >> 41 & 7) + 1;
  if (bits != 8 && bits != 16 && bits != 24) {
    return refuse(ErrorCode::unsupported_format, "FLAC samples of " + std::to_string(bits) + " bits",
                  "expected 8, 16 or 24; convert it to one of these");
  }
  if (total > 0) layout.declared_frames = total;  // 0: the encoder did not know
  const std::int64_t most = most_frames(file.size(), kMaxFramesPerByte);
  layout.available_frames = std::min(layout.declared_frames.value_or(most), most);
  layout.bytes = file.size();
  const auto limits =
      check_limits(file.path(), layout.sample_rate_hz, layout.channels, layout.declared_frames);
  if (!limits) return Unexpected(limits.error());
  return layout;
}

}  // namespace nightjar
