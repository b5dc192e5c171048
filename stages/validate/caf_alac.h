// Apple Lossless in a CAF: its description and its table of packets, checked and written anew.
#pragma once

#include <cstdint>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/coding.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {

// The chunks that concern it, as far as the file has them.
struct AlacChunks {
  std::vector<std::uint8_t> cookie;        // 'kuki'; at most kMaxCookieBytes
  std::vector<std::uint8_t> packet_table;  // 'pakt'; at most kMaxPacketTableBytes
  std::uint64_t format_flags = 0;          // of 'desc': the samples' bits
  std::int64_t packet_frames = 0;
};

inline constexpr std::int64_t kMaxCookieBytes = 512;
// The table is held in memory. Two or three bytes a packet of 4096 frames: some 60 hours at 48 kHz.
inline constexpr std::int64_t kMaxPacketTableBytes = 8 << 20;
inline constexpr std::int64_t kAlacPacketFrames = 4096;

// libsndfile is shown a CAF of ours with only the packets that lie in the file as a whole: so one that is cut
// short reads to its cut, and a table that lies reaches no second parser. Errors: bad_header,
// unsupported_format, and from check_limits().
Expected<SoundLayout> lay_out_alac(const RegularFile& file, const SoundFacts& facts,
                                   const AlacChunks& chunks);

}  // namespace nightjar
