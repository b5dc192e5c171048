// The header of a frame of MPEG audio (MP3 and its older kin), and what its side information says of where
// its sound is stored. ISO/IEC 11172-3, 2.4.1 and 2.4.2; 13818-3, 2.4.1; a free description:
// http://www.mp3-tech.org/programmer/frame_header.html
#pragma once

#include <cstdint>
#include <optional>

#include "stages/validate/bytes.h"

namespace nightjar {

struct MpegFrameHeader {
  int version = 0;  // the field: 3 is MPEG-1, 2 is MPEG-2, 0 is "2.5"
  int layer = 0;    // 1 to 3
  bool has_crc = false;
  std::int64_t sample_rate_hz = 0;
  std::int64_t channels = 0;
  std::int64_t bytes = 0;   // the whole frame; the bit rate is never "free"
  std::int64_t frames = 0;  // samples of a channel

  std::size_t side_info_offset() const { return has_crc ? 6 : 4; }
  std::size_t side_info_bytes() const;  // of layer III; 0 for the others

  // Could both be of one stream?
  bool like(const MpegFrameHeader& other) const {
    return version == other.version && layer == other.layer && sample_rate_hz == other.sample_rate_hz &&
           channels == other.channels;
  }
};

inline constexpr std::int64_t kMpegHeaderBytes = 4;
inline constexpr std::int64_t kMaxMpegFrameBytes = 2881;  // layer II, 384 kbit/s at 32 kHz in MPEG-2.5: 8 kHz

// The header at the start of `bytes`; none where none is.
std::optional<MpegFrameHeader> parse_mpeg_frame_header(Bytes bytes);

// A frame of layer III keeps its sound in the main data of frames up to its own: `begin` bytes before its own
// main data, `bits` long.
struct MpegMainData {
  std::int64_t begin = 0;      // 0 to 511
  std::int64_t bits = 0;       // more than any frame can have, where the side information contradicts itself
  std::int64_t own_bytes = 0;  // that this frame has room for
};

// `frame`: a whole one of layer III.
MpegMainData parse_mpeg_main_data(const MpegFrameHeader& header, Bytes frame);

}  // namespace nightjar
