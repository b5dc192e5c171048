#include "stages/validate/alac_source.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "stages/validate/header_bytes.h"
#include "stages/validate/sndfile_source.h"

namespace nightjar {
namespace {

constexpr std::int64_t kPieceFrames = kAlacPiecePackets * kAlacPacketFrames;

std::vector<std::uint8_t> caf_preface(const SoundLayout& layout, const AlacPackets& packets, Bytes sizes) {
  HeaderBytes header;
  header.text("caff");
  header.be(0x00010000, 4);  // version 1
  header.text("desc");
  header.be(32, 8);
  header.be(std::bit_cast<std::uint64_t>(static_cast<double>(layout.sample_rate_hz)), 8);
  header.text("alac");
  header.be(layout.alac.format_flags, 4);
  header.be(0, 4);  // bytes of a packet: they differ
  header.be(kAlacPacketFrames, 4);
  header.be(layout.channels, 4);
  header.be(0, 4);
  header.text("kuki");
  header.be(layout.alac.cookie.size(), 8);
  header.copy(layout.alac.cookie);
  header.text("pakt");
  header.be(24 + packets.table_bytes, 8);
  header.be(packets.count, 8);
  header.be(packets.count * kAlacPacketFrames, 8);
  header.be(0, 8);
  header.copy(sizes);
  header.text("data");
  header.be(4 + packets.bytes, 8);
  header.be(0, 4);  // edit count
  return header.take();
}

class AlacSource final : public AudioSource {
 public:
  AlacSource(SharedFile file, SoundLayout layout)
      : file_(std::move(file)), layout_(std::move(layout)), table_(*file_) {
    info_ = {file_->path(),          layout_.container, layout_.codec,
             layout_.sample_rate_hz, layout_.channels,  layout_.declared_frames};
    if (layout_.times_in_doubt) damage_.uncertain_from = 0;
    damage_.flaw = layout_.flaw;
  }

  const RecordingInfo& info() const override { return info_; }
  std::int64_t available_frames() const override { return layout_.available_frames; }
  Expected<std::int64_t> read(std::int64_t begin, std::span<float> out) override;
  const Damage& damage() const override { return damage_; }

  Expected<void> open_piece(std::int64_t piece);

 private:
  // Where a piece's sizes and its sound begin, in the file.
  struct Place {
    std::int64_t piece = 0;
    std::int64_t table = 0;
    std::int64_t sound = 0;
  };
  Expected<AlacPackets> packets_at(const Place& place);
  Expected<void> find(std::int64_t piece);

  SharedFile file_;
  SoundLayout layout_;
  RecordingInfo info_;
  Damage damage_;
  ByteWindow table_;
  Place place_{-1, 0, 0};
  std::unique_ptr<AudioSource> decoder_;  // of the piece at place_
};

Expected<AlacPackets> AlacSource::packets_at(const Place& place) {
  return read_alac_packets(table_, place.table, layout_.alac.end,
                           layout_.alac.packets - place.piece * kAlacPiecePackets,
                           layout_.begin + layout_.bytes - place.sound);
}

Expected<void> AlacSource::find(std::int64_t piece) {
  if (place_.piece < 0 || piece < place_.piece) place_ = {0, layout_.alac.begin, layout_.begin};
  while (place_.piece < piece) {
    const auto packets = packets_at(place_);
    if (!packets) return Unexpected(packets.error());
    place_ = {place_.piece + 1, place_.table + packets->table_bytes, place_.sound + packets->bytes};
  }
  return {};
}

Expected<void> AlacSource::open_piece(std::int64_t piece) {
  if (decoder_ && piece == place_.piece) return {};
  decoder_.reset();
  auto found = find(piece);
  if (!found) return found;
  const auto packets = packets_at(place_);
  if (!packets) return Unexpected(packets.error());
  const auto sizes = table_.at(place_.table, packets->table_bytes);
  if (!sizes) return Unexpected(sizes.error());
  SoundLayout shown = layout_;
  shown.available_frames = packets->count * kAlacPacketFrames;
  shown.begin = place_.sound;
  shown.bytes = packets->bytes;
  shown.preface = caf_preface(layout_, *packets, *sizes);
  auto decoder = open_sndfile(file_, std::move(shown));
  if (!decoder) return Unexpected(decoder.error());
  decoder_ = std::move(*decoder);
  return {};
}

Expected<std::int64_t> AlacSource::read(std::int64_t begin, std::span<float> out) {
  const auto asked = static_cast<std::int64_t>(out.size()) / layout_.channels;
  const std::int64_t frames = std::clamp<std::int64_t>(layout_.available_frames - begin, 0, asked);
  for (std::int64_t done = 0; done < frames;) {
    const std::int64_t at = (begin + done) % kPieceFrames;
    const auto opened = open_piece((begin + done) / kPieceFrames);
    if (!opened) return Unexpected(opened.error());
    const std::int64_t want = std::min(frames - done, kPieceFrames - at);
    auto got = decoder_->read(at, out.subspan(static_cast<std::size_t>(done * layout_.channels),
                                              static_cast<std::size_t>(want * layout_.channels)));
    if (!got) return got;
    done += *got;
    if (*got < want) return done;  // the file became shorter
  }
  return frames;
}

}  // namespace

Expected<std::unique_ptr<AudioSource>> open_alac(SharedFile file, SoundLayout layout) {
  auto source = std::make_unique<AlacSource>(std::move(file), std::move(layout));
  const auto opened = source->open_piece(0);
  if (!opened) return Unexpected(opened.error());
  return source;
}

}  // namespace nightjar
