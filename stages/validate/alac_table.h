// The table of packets of Apple Lossless in a CAF. It grows with the recording, so it is read in pieces.
//
// https://developer.apple.com/library/archive/documentation/MusicAudio/Reference/CAFSpec (packet table chunk)
#pragma once

#include <cstdint>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/byte_window.h"

namespace nightjar {

inline constexpr std::int64_t kAlacPacketFrames = 4096;
inline constexpr std::int64_t kAlacPiecePackets = 1024;

struct AlacTable {
  std::vector<std::uint8_t> cookie;  // what the decoder must be told; some 50 bytes
  std::uint64_t format_flags = 0;    // of 'desc': the samples' bits
  std::int64_t begin = 0;            // offset in the file of the first packet's size
  std::int64_t end = 0;              // of the table
  std::int64_t packets = 0;          // that lie in the file as a whole
};

// Packets that follow each other.
struct AlacPackets {
  std::int64_t count = 0;
  std::int64_t bytes = 0;        // of their sound
  std::int64_t table_bytes = 0;  // of their sizes
};

// The next packets whose sizes stand in [offset, end) of the file: at most `most` or kAlacPiecePackets, and
// such as lie in `left` bytes of sound. Errors: unreadable.
Expected<AlacPackets> read_alac_packets(ByteWindow& file, std::int64_t offset, std::int64_t end,
                                        std::int64_t most, std::int64_t left);

// The longest that the sizes of a piece can be, in bytes: five each.
inline constexpr std::int64_t kMaxAlacPieceBytes = 5 * kAlacPiecePackets;

}  // namespace nightjar
