#include "stages/validate/mpeg_frame_header.h"

#include <algorithm>

namespace nightjar {
namespace {

constexpr int kMpeg1 = 3;
constexpr int kForbiddenVersion = 1;
constexpr int kMono = 3;

// kbit/s by [table][index], index 1 to 14.
constexpr std::int64_t kBitRates[5][15] = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},  // MPEG-1, layer I
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},     // layer II
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},      // layer III
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},     // MPEG-2, layer I
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},          // layers II and III
};
constexpr std::int64_t kMpegRates[3] = {44'100, 48'000, 32'000};

constexpr std::int64_t kMostPairs = 288;  // of the 576 lines of a granule
constexpr std::int64_t kImpossibleBits = 1 << 20;

class BitReader {
 public:
  explicit BitReader(Bytes bytes) : bytes_(bytes) {}
  std::int64_t take(std::size_t bits) {
    std::int64_t value = 0;
    for (; bits > 0; --bits, ++at_) value = value << 1 | (bytes_[at_ / 8] >> (7 - at_ % 8) & 1);
    return value;
  }
  void skip(std::size_t bits) { at_ += bits; }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t MpegFrameHeader::side_info_bytes() const {
  if (layer != 3) return 0;
  if (version == kMpeg1) return channels == 1 ? 17 : 32;
  return channels == 1 ? 9 : 17;
}

std::optional<MpegFrameHeader> parse_mpeg_frame_header(Bytes bytes) {
  if (bytes.size() < kMpegHeaderBytes || bytes[0] != 0xFF || (bytes[1] & 0xE0) != 0xE0) return std::nullopt;
  MpegFrameHeader header;
  header.version = bytes[1] >> 3 & 3;
  header.layer = 4 - (bytes[1] >> 1 & 3);
  header.has_crc = (bytes[1] & 1) == 0;
  const int rate_index = bytes[2] >> 4;
  const int sampling = bytes[2] >> 2 & 3;
  const int padding = bytes[2] >> 1 & 1;
  if (header.version == kForbiddenVersion || header.layer == 4 || rate_index == 0 || rate_index == 15 ||
      sampling == 3 || (bytes[3] & 3) == 2) {
    return std::nullopt;
  }
  const bool first = header.version == kMpeg1;
  const int table = first ? header.layer - 1 : header.layer == 1 ? 3 : 4;
  const std::int64_t bit_rate = kBitRates[table][rate_index] * 1000;
  header.sample_rate_hz = kMpegRates[sampling] >> (first ? 0 : header.version == 2 ? 1 : 2);
  header.channels = (bytes[3] >> 6) == kMono ? 1 : 2;
  header.frames = header.layer == 1 ? 384 : header.layer == 3 && !first ? 576 : 1152;
  header.bytes = header.layer == 1 ? (12 * bit_rate / header.sample_rate_hz + padding) * 4
                                   : header.frames / 8 * bit_rate / header.sample_rate_hz + padding;
  return header;
}

MpegMainData parse_mpeg_main_data(const MpegFrameHeader& header, Bytes frame) {
  MpegMainData data;
  const std::size_t offset = header.side_info_offset();
  const std::size_t side_bytes = header.side_info_bytes();
  if (frame.size() < offset + side_bytes) return data;
  data.own_bytes = static_cast<std::int64_t>(frame.size() - offset - side_bytes);
  BitReader bits(frame.subspan(offset, side_bytes));
  const bool first = header.version == kMpeg1;
  const auto channels = static_cast<std::size_t>(header.channels);
  data.begin = bits.take(first ? 9 : 8);
  // Private bits, and MPEG-1's scfsi; then for each granule and channel the length of its part.
  bits.skip(first ? (channels == 1 ? 5 : 3) + 4 * channels : channels);
  for (std::size_t part = 0; part < (first ? 2 : 1) * channels; ++part) {
    data.bits += bits.take(12);
    if (bits.take(9) > kMostPairs) data.bits += kImpossibleBits;
    bits.skip(first ? 38 : 42);
  }
  return data;
}

}  // namespace nightjar
