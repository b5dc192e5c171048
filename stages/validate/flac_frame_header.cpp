#include "stages/validate/flac_frame_header.h"

#include <array>
#include <bit>

#include "stages/validate/crc.h"

namespace nightjar {
namespace {

constexpr std::array<std::int64_t, 12> kFlacRates = {0,      88'200, 176'400, 192'000, 8'000,  16'000,
                                                     22'050, 24'000, 32'000,  44'100,  48'000, 96'000};
constexpr std::array<int, 8> kBits = {0, 8, 12, -1, 16, 20, 24, 32};

// Takes bytes from the front; 0 and `ok` = false where there are none.
struct Taker {
  Bytes bytes;
  std::size_t at = 0;
  bool ok = true;

  std::uint64_t take(std::size_t width) {
    ok = ok && bytes.size() - at >= width;
    if (!ok) return 0;
    at += width;
    return read_be(bytes, at - width, width);
  }
};

// Section 9.1.5: a number of up to 36 bits, spelled as UTF-8 spells up to 31.
std::int64_t take_coded_number(Taker& from) {
  const auto lead = static_cast<std::uint8_t>(from.take(1));
  const int length = std::countl_one(lead);
  if (length == 1 || length > 7) from.ok = false;
  if (length == 0 || !from.ok) return lead;
  std::uint64_t value = length == 7 ? 0 : lead & (0x7Fu >> length);
  for (int i = 1; i < length; ++i) {
    const std::uint64_t next = from.take(1);
    if ((next & 0xC0) != 0x80) from.ok = false;
    value = value << 6 | (next & 0x3F);
  }
  return static_cast<std::int64_t>(value);
}

std::int64_t take_block(Taker& from, unsigned code) {
  if (code == 1) return 192;
  if (code >= 2 && code <= 5) return std::int64_t{144} << code;
  if (code == 6) return static_cast<std::int64_t>(from.take(1)) + 1;
  if (code == 7) return static_cast<std::int64_t>(from.take(2)) + 1;
  return code >= 8 ? std::int64_t{1} << code : 0;
}

std::int64_t take_rate(Taker& from, unsigned code) {
  if (code < kFlacRates.size()) return kFlacRates[code];
  if (code == 12) return static_cast<std::int64_t>(from.take(1)) * 1000;
  return static_cast<std::int64_t>(from.take(2)) * (code == 14 ? 10 : 1);
}

}  // namespace

FlacStream FlacStream::parse(Bytes bytes) {
  // 20 bits of rate, 3 of channels - 1, 5 of bits - 1, 36 of samples.
  const auto packed = read_be(bytes, 10, 8);
  FlacStream stream;
  stream.min_block = static_cast<std::int64_t>(read_be(bytes, 0, 2));
  stream.max_block = static_cast<std::int64_t>(read_be(bytes, 2, 2));
  stream.sample_rate_hz = static_cast<std::int64_t>(packed >> 44);
  stream.channels = static_cast<std::int64_t>(packed >> 41 & 7) + 1;
  stream.bits = static_cast<int>(packed >> 36 & 0x1F) + 1;
  stream.total_frames = static_cast<std::int64_t>(packed & 0xFFFFFFFFF);
  return stream;
}

std::int64_t FlacStream::max_frame_bytes() const {
  constexpr std::int64_t kOverhead = 64;  // header, checksum, and a header of up to 6 bytes a channel
  return kOverhead + channels * (max_block * (bits + 1) / 8 + 8);
}

bool FlacFrameHeader::fits(const FlacStream& stream) const {
  return frames <= stream.max_block && channels == stream.channels &&
         (sample_rate_hz == 0 || sample_rate_hz == stream.sample_rate_hz) &&
         (bits == 0 || bits == stream.bits);
}

std::optional<FlacFrameHeader> parse_flac_frame_header(Bytes bytes) {
  if (bytes.size() < 6 || bytes[0] != 0xFF || (bytes[1] & 0xFE) != 0xF8) return std::nullopt;
  const unsigned block_code = bytes[2] >> 4;
  const unsigned rate_code = bytes[2] & 0x0F;
  const unsigned channel_code = bytes[3] >> 4;
  const unsigned bits_code = bytes[3] >> 1 & 7;
  if (block_code == 0 || rate_code == 15 || channel_code > 10 || bits_code == 3 || (bytes[3] & 1) != 0) {
    return std::nullopt;
  }
  Taker from{bytes, 4};
  FlacFrameHeader header;
  header.counts_frames = (bytes[1] & 1) == 0;
  header.number = take_coded_number(from);
  header.frames = take_block(from, block_code);
  header.sample_rate_hz = take_rate(from, rate_code);
  header.channels = channel_code < 8 ? channel_code + 1 : 2;  // 8 to 10: two, stored as differences
  header.bits = kBits[bits_code];
  const std::size_t covered = from.at;
  const auto crc = static_cast<std::uint8_t>(from.take(1));
  if (!from.ok || FlacCrc8::update(0, bytes.first(covered)) != crc) return std::nullopt;
  return header;
}

}  // namespace nightjar
