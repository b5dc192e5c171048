// Apple Lossless in a CAF: its description and its table of packets, checked.
#pragma once

#include <cstdint>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/coding.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {

// The chunks that concern it, as far as the file has them.
struct AlacChunks {
  std::vector<std::uint8_t> cookie;      // 'kuki'; at most kMaxCookieBytes
  std::vector<std::uint8_t> table_head;  // of 'pakt': counts of packets and frames
  std::int64_t table_begin = 0;          // offset of 'pakt' in the file, and
  std::int64_t table_bytes = 0;          // what is there of it, at most kMaxPacketTableBytes
  std::uint64_t format_flags = 0;        // of 'desc': the samples' bits
  std::int64_t packet_frames = 0;
};

inline constexpr std::int64_t kMaxCookieBytes = 512;
inline constexpr std::int64_t kAlacTableHeadBytes = 24;
// It is read once to open the file. Two or three bytes a packet of 4096 frames: some 500 hours at 48 kHz.
inline constexpr std::int64_t kMaxPacketTableBytes = 64 << 20;

// Only the packets that lie in the file as a whole count: so one that is cut short reads to its cut, and a
// table that lies reaches no second parser. Errors: bad_header, unsupported_format, unreadable, and from
// check_limits().
Expected<SoundLayout> lay_out_alac(const RegularFile& file, const SoundFacts& facts,
                                   const AlacChunks& chunks);

}  // namespace nightjar
