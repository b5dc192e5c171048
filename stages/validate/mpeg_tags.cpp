#include "stages/validate/mpeg_tags.h"

#include <algorithm>
#include <array>

#include "stages/validate/crc.h"

namespace nightjar {
namespace {

constexpr std::int64_t kId3HeaderBytes = 10;
constexpr int kMaxTags = 16;
constexpr std::int64_t kId3v1Bytes = 128;
constexpr std::int64_t kApeFooterBytes = 32;
constexpr std::size_t kVbri = 36;        // offset of the mark of Fraunhofer's encoder, and in it
constexpr std::size_t kVbriBytes = 10;   // of the number of bytes; that of frames follows
constexpr std::size_t kLameDelay = 21;   // offset of delay and padding, 12 bits each, in LAME's part,
constexpr std::size_t kLameCrc = 32;     // of the checksum of what follows the frame, and of that of
constexpr std::size_t kLameTagCrc = 34;  // all that stands before it

Expected<std::int64_t> skip_id3v2(const RegularFile& file) {
  std::int64_t offset = 0;
  for (int n = 0; n < kMaxTags; ++n) {
    std::array<std::uint8_t, kId3HeaderBytes> header{};
    const auto got = file.read_at(offset, header);
    if (!got) return Unexpected(got.error());
    const std::int64_t bytes = id3v2_bytes(Bytes(header).first(static_cast<std::size_t>(*got)));
    if (bytes == 0) break;
    offset = std::min(offset + bytes, file.size());
  }
  return offset;
}

}  // namespace

std::int64_t id3v2_bytes(Bytes bytes) {
  if (bytes.size() < kId3HeaderBytes || !has_text(bytes, 0, "ID3")) return 0;
  std::int64_t size = 0;
  for (std::size_t i = 6; i < 10; ++i) size = size << 7 | (bytes[i] & 0x7F);
  const bool has_footer = (bytes[5] & 0x10) != 0;
  return size + kId3HeaderBytes * (has_footer ? 2 : 1);
}

Expected<MpegExtent> find_mpeg_extent(const RegularFile& file) {
  const auto begin = skip_id3v2(file);
  if (!begin) return Unexpected(begin.error());
  MpegExtent extent{*begin, file.size()};
  std::array<std::uint8_t, kId3v1Bytes + kApeFooterBytes> tail{};
  const std::int64_t offset = file.size() - static_cast<std::int64_t>(tail.size());
  if (offset < *begin) return extent;
  const auto got = file.read_at(offset, tail);
  if (!got) return Unexpected(got.error());
  std::size_t footer = kId3v1Bytes;  // offset in `tail`
  if (has_text(tail, kApeFooterBytes, "TAG")) {
    extent.end -= kId3v1Bytes;
    footer = 0;
  }
  if (has_text(tail, footer, "APETAGEX")) {
    const bool has_header = (tail[footer + 23] & 0x80) != 0;
    const auto bytes =
        static_cast<std::int64_t>(read_le(tail, footer + 12, 4)) + (has_header ? kApeFooterBytes : 0);
    extent.end = std::max(extent.begin, extent.end - bytes);
  }
  return extent;
}

std::optional<MpegInfo> parse_mpeg_info(const MpegFrameHeader& header, Bytes frame) {
  MpegInfo info;
  if (has_text(frame, kVbri, "VBRI") && frame.size() >= kVbri + kVbriBytes + 8) {
    info.bytes = static_cast<std::int64_t>(read_be(frame, kVbri + kVbriBytes, 4));
    info.frames = static_cast<std::int64_t>(read_be(frame, kVbri + kVbriBytes + 4, 4));
    return info;
  }
  std::size_t at = kMpegHeaderBytes + header.side_info_bytes();
  if (header.layer != 3 || !(has_text(frame, at, "Xing") || has_text(frame, at, "Info"))) return std::nullopt;
  at += 4;
  if (frame.size() < at + 4) return info;
  const std::uint64_t flags = read_be(frame, at, 4);
  at += 4;
  const auto number = [&](unsigned flag) -> std::optional<std::int64_t> {
    if ((flags & flag) == 0) return std::nullopt;
    at += 4;
    if (frame.size() < at) return std::nullopt;
    return static_cast<std::int64_t>(read_be(frame, at - 4, 4));
  };
  info.frames = number(1);
  info.bytes = number(2);
  at += (flags & 4) != 0 ? 100 : 0;  // a table for seeking
  number(8);                         // quality
  // The encoder's name stands where it has written this part at all.
  if (frame.size() < at + kLameDelay + 3 || frame[at] < 'A') return info;
  const std::uint64_t packed = read_be(frame, at + kLameDelay, 3);
  info.delay = static_cast<std::int64_t>(packed >> 12);
  info.padding = static_cast<std::int64_t>(packed & 0xFFF);
  if (frame.size() >= at + kLameTagCrc + 2 &&
      read_be(frame, at + kLameTagCrc, 2) == LameCrc::update(0, frame.first(at + kLameTagCrc))) {
    info.crc = static_cast<std::uint16_t>(read_be(frame, at + kLameCrc, 2));
  }
  return info;
}

}  // namespace nightjar
