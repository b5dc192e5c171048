// The frames of a FLAC file that are intact.
//
// A frame does not say how long it is: it ends where the next one begins, and the checksum over its bytes is
// then right. To find that out in one pass, also where frames are damaged, let P(a) be the checksum of all
// bytes before a. It is a remainder modulo G = x^16 + x^15 + x^2 + 1, so that of the bytes from a to b is
// P(b) - P(a) x^(8(b - a)), and is 0 where P(b) x^(-8b) equals P(a) x^(-8a). So each place that looks like a
// frame's header gets this one number, and two with the same number have intact frames between them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/byte_window.h"
#include "stages/validate/flac_frame_header.h"

namespace nightjar {

struct FlacFrame {
  std::int64_t offset = 0;  // in the file
  FlacFrameHeader header;
  Bytes bytes;
};

// One thread at a time.
class FlacFrames {
 public:
  // Looks at bytes [begin, end) of the file. A frame before a damaged header counts as damaged: where it
  // ends is not known.
  FlacFrames(const RegularFile& file, const FlacStream& stream, std::int64_t begin, std::int64_t end)
      : window_(file), stream_(stream), begin_(begin), end_(end), at_(begin) {}

  // The next intact frame; none at the end. Valid until the next call. Errors: unreadable.
  Expected<std::optional<FlacFrame>> next();

  // At the end: were the last bytes part of an intact frame?
  bool ended_whole() const { return whole_to_ == end_; }

 private:
  struct Start {
    std::int64_t offset = 0;
    FlacFrameHeader header;
    std::uint16_t number = 0;
  };

  Expected<std::optional<FlacFrameHeader>> find_header();
  std::uint16_t number_here() const;
  std::optional<Start> match(std::uint16_t number);

  ByteWindow window_;
  FlacStream stream_;
  std::int64_t begin_;
  std::int64_t end_;
  std::int64_t at_;          // bytes before it were looked at
  std::uint16_t crc_ = 0;    // of them
  std::vector<Start> open_;  // headers that an end is looked for, in order
  std::int64_t whole_to_ = -1;
};

}  // namespace nightjar
