// https://developer.apple.com/library/archive/documentation/MusicAudio/Reference/CAFSpec (packet table
// chunk); https://github.com/macosforge/alac/blob/master/ALACMagicCookieDescription.txt (ALACSpecificConfig)
#include "stages/validate/caf_alac.h"

#include <algorithm>

#include "stages/validate/bytes.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

constexpr std::size_t kConfigBytes = 24;  // ALACSpecificConfig
constexpr std::size_t kAtomBytes = 12;    // older encoders put 'frma' and 'alac' before it
constexpr auto kTableHeaderBytes = static_cast<std::size_t>(kAlacTableHeadBytes);
constexpr std::int64_t kMaxAlacChannels = 8;

// The packets that lie in `left` bytes of sound.
Expected<AlacPackets> whole_packets(const RegularFile& file, const AlacTable& table, std::int64_t most,
                                    std::int64_t left) {
  ByteWindow window(file);
  AlacPackets sum;
  for (;;) {
    auto next = read_alac_packets(window, table.begin + sum.table_bytes, table.end, most - sum.count,
                                  left - sum.bytes);
    if (!next) return next;
    sum.count += next->count;
    sum.bytes += next->bytes;
    sum.table_bytes += next->table_bytes;
    if (next->count < kAlacPiecePackets) return sum;
  }
}

}  // namespace

Expected<SoundLayout> lay_out_alac(const RegularFile& file, const SoundFacts& facts,
                                   const AlacChunks& chunks) {
  const auto refuse = [&](ErrorCode code, const std::string& what, const std::string& advice) {
    return refusal(code, file.path(), what, advice, facts.begin);
  };
  Bytes config = chunks.cookie;
  for (const auto* atom : {"frma", "alac"}) {
    if (has_text(config, 4, atom)) config = config.subspan(std::min(config.size(), kAtomBytes));
  }
  if (config.size() < kConfigBytes ||
      read_be(config, 0, 4) != static_cast<std::uint64_t>(chunks.packet_frames) ||
      read_be(config, 9, 1) != static_cast<std::uint64_t>(facts.channels)) {
    return refuse(ErrorCode::bad_header, "a 'kuki' chunk that is none of ALAC, or of other sound",
                  "expected the decoder's settings in it; the file is damaged");
  }
  if (chunks.packet_frames != kAlacPacketFrames || chunks.format_flags < 1 || chunks.format_flags > 4 ||
      facts.channels > kMaxAlacChannels) {
    return refuse(ErrorCode::unsupported_format,
                  "ALAC of " + std::to_string(facts.channels) + " channels in packets of " +
                      std::to_string(chunks.packet_frames) + " frames",
                  "expected 1 to 8 channels, and 4096 frames; convert it to FLAC");
  }
  if (chunks.table_head.size() < kTableHeaderBytes) {
    return refuse(
        ErrorCode::bad_header, "no table of packets (a 'pakt' chunk)",
        "expected one: without it no packet can be found; the file is cut short: copy it again from "
        "its source");
  }
  const Bytes table = chunks.table_head;
  // Past this the two would not even make a century; and so no product overflows.
  constexpr auto kMost = static_cast<std::uint64_t>(kMostFrames);
  const auto declared_packets =
      static_cast<std::int64_t>(std::min(read_be(table, 0, 8), kMost / kAlacPacketFrames));
  const auto valid_frames = static_cast<std::int64_t>(std::min(read_be(table, 8, 8), kMost));
  const auto extent = find_extent(file, facts);
  if (!extent) return Unexpected(extent.error());
  const AlacTable known{chunks.cookie, chunks.format_flags,
                        chunks.table_begin + static_cast<std::int64_t>(kTableHeaderBytes),
                        chunks.table_begin + chunks.table_bytes};
  const auto packets = whole_packets(file, known, declared_packets, extent->bytes);
  if (!packets) return Unexpected(packets.error());

  SoundLayout layout;
  layout.times_in_doubt = extent->in_doubt;
  layout.flaw = extent->flaw;
  layout.container = facts.container;
  layout.codec = "alac";
  layout.sample_rate_hz = facts.sample_rate_hz;
  layout.channels = facts.channels;
  // The last packet may be part padding.
  const std::int64_t declared = declared_packets * kAlacPacketFrames;
  const bool padded = valid_frames > declared - kAlacPacketFrames && valid_frames < declared;
  layout.declared_frames = padded ? valid_frames : declared;
  layout.available_frames = std::min(*layout.declared_frames, packets->count * kAlacPacketFrames);
  layout.begin = facts.begin;
  layout.bytes = packets->bytes;
  layout.alac = known;
  layout.alac.packets = packets->count;
  const auto limits = check_limits(file.path(), facts.sample_rate_hz, facts.channels, layout.declared_frames);
  if (!limits) return Unexpected(limits.error());
  return layout;
}

}  // namespace nightjar
