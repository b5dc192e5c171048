// The headers of a FLAC stream and of its frames. RFC 9639, sections 8.2 and 9.1:
// https://www.rfc-editor.org/rfc/rfc9639
#pragma once

#include <cstdint>
#include <optional>

#include "stages/validate/bytes.h"

namespace nightjar {

inline constexpr std::size_t kStreamInfoBytes = 34;

// What STREAMINFO says, unchecked.
struct FlacStream {
  std::int64_t min_block = 0;
  std::int64_t max_block = 0;
  std::int64_t sample_rate_hz = 0;
  std::int64_t channels = 0;
  int bits = 0;
  std::int64_t total_frames = 0;  // samples of a channel; 0 where the encoder did not know

  // `bytes`: kStreamInfoBytes of them.
  static FlacStream parse(Bytes bytes);

  // The most bytes that a frame can take which is no longer than its sound: an encoder would store it plain.
  std::int64_t max_frame_bytes() const;
};

struct FlacFrameHeader {
  std::int64_t frames = 0;          // samples of a channel, 1 to 65536
  std::int64_t sample_rate_hz = 0;  // 0: as in STREAMINFO
  std::int64_t channels = 0;
  int bits = 0;  // 0: as in STREAMINFO
  bool counts_frames = false;
  std::int64_t number = 0;  // of this frame, or of its first sample

  // Could it stand in that stream?
  bool fits(const FlacStream& stream) const;
  std::int64_t begin(const FlacStream& stream) const {
    return counts_frames ? number * stream.max_block : number;
  }
};

inline constexpr std::int64_t kMaxFlacHeaderBytes = 16;

// The frame header at the start of `bytes`; none where none is, or its checksum is wrong.
std::optional<FlacFrameHeader> parse_flac_frame_header(Bytes bytes);

}  // namespace nightjar
