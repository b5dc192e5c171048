// https://developer.apple.com/library/archive/documentation/MusicAudio/Reference/CAFSpec (packet table
// chunk); https://github.com/macosforge/alac/blob/master/ALACMagicCookieDescription.txt (ALACSpecificConfig)
#include "stages/validate/caf_alac.h"

#include <algorithm>
#include <bit>

#include "stages/validate/bytes.h"
#include "stages/validate/header_bytes.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

constexpr std::size_t kConfigBytes = 24;       // ALACSpecificConfig
constexpr std::size_t kAtomBytes = 12;         // older encoders put 'frma' and 'alac' before it
constexpr std::size_t kTableHeaderBytes = 24;  // counts of packets and frames, before the packets' sizes
constexpr std::size_t kMaxSizeBytes = 5;       // of a packet's size, seven bits in each
constexpr std::int64_t kMaxAlacChannels = 8;

struct Packets {
  std::int64_t count = 0;
  std::int64_t bytes = 0;     // of the sound
  std::size_t table_end = 0;  // offset after their sizes
};

// The packets that lie in `left` bytes of sound: sizes of seven bits a byte, the upper ones first, of which
// all but the last have their eighth bit set.
Packets whole_packets(Bytes table, std::int64_t most, std::int64_t left) {
  Packets packets{0, 0, kTableHeaderBytes};
  while (packets.count < most) {
    std::int64_t size = 0;
    std::size_t at = packets.table_end;
    bool more = true;
    for (std::size_t n = 0; more; ++n, ++at) {
      if (n == kMaxSizeBytes || at == table.size()) return packets;
      size = size << 7 | (table[at] & 0x7F);
      more = (table[at] & 0x80) != 0;
    }
    if (size == 0 || size > left - packets.bytes) return packets;
    packets.bytes += size;
    packets.table_end = at;
    ++packets.count;
  }
  return packets;
}

std::vector<std::uint8_t> caf_preface(const SoundFacts& facts, const AlacChunks& chunks,
                                      const Packets& packets) {
  HeaderBytes header;
  header.text("caff");
  header.be(0x00010000, 4);  // version 1
  header.text("desc");
  header.be(32, 8);
  header.be(std::bit_cast<std::uint64_t>(static_cast<double>(facts.sample_rate_hz)), 8);
  header.text("alac");
  header.be(chunks.format_flags, 4);
  header.be(0, 4);  // bytes of a packet: they differ
  header.be(chunks.packet_frames, 4);
  header.be(facts.channels, 4);
  header.be(0, 4);
  header.text("kuki");
  header.be(chunks.cookie.size(), 8);
  header.copy(chunks.cookie);
  header.text("pakt");
  header.be(packets.table_end, 8);
  header.be(packets.count, 8);
  header.be(packets.count * chunks.packet_frames, 8);
  header.be(0, 8);
  header.copy(Bytes(chunks.packet_table).subspan(kTableHeaderBytes, packets.table_end - kTableHeaderBytes));
  header.text("data");
  header.be(4 + packets.bytes, 8);
  header.be(0, 4);  // edit count
  return header.take();
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
  if (chunks.packet_table.size() < kTableHeaderBytes) {
    return refuse(
        ErrorCode::bad_header, "no table of packets (a 'pakt' chunk)",
        "expected one: without it no packet can be found; the file is cut short: copy it again from "
        "its source");
  }
  const Bytes table = chunks.packet_table;
  // Past this the two would not even make a century; and so no product overflows.
  constexpr auto kMost = static_cast<std::uint64_t>(kMostFrames);
  const auto declared_packets =
      static_cast<std::int64_t>(std::min(read_be(table, 0, 8), kMost / kAlacPacketFrames));
  const auto valid_frames = static_cast<std::int64_t>(std::min(read_be(table, 8, 8), kMost));
  const auto extent = find_extent(file, facts);
  if (!extent) return Unexpected(extent.error());
  const Packets packets = whole_packets(table, declared_packets, extent->bytes);

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
  layout.available_frames = std::min(*layout.declared_frames, packets.count * kAlacPacketFrames);
  layout.begin = facts.begin;
  layout.bytes = packets.bytes;
  layout.preface = caf_preface(facts, chunks, packets);
  const auto limits = check_limits(file.path(), facts.sample_rate_hz, facts.channels, layout.declared_frames);
  if (!limits) return Unexpected(limits.error());
  return layout;
}

}  // namespace nightjar
