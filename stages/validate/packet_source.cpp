#include "stages/validate/packet_source.h"

#include <algorithm>
#include <utility>

#include "stages/validate/piece_reader.h"

namespace nightjar {
namespace {

// Of one read. The last covers all that follow: a file of nothing but holes must not fill the memory.
constexpr std::size_t kMaxMissing = 16;

Expected<std::unique_ptr<PieceReader>> open_reader(SharedFile file, SoundLayout& layout) {
  if (layout.container == "ogg") return open_ogg(std::move(file), layout);
  return layout.container == "flac" ? open_flac(std::move(file), layout) : open_mpeg(std::move(file), layout);
}

class PacketSource final : public AudioSource {
 public:
  PacketSource(SharedFile file, SoundLayout layout) : file_(std::move(file)), layout_(std::move(layout)) {}

  const RecordingInfo& info() const override { return info_; }
  std::int64_t available_frames() const override { return layout_.available_frames; }
  Expected<std::int64_t> read(std::int64_t begin, std::span<float> out) override;
  const Damage& damage() const override { return damage_; }

  Expected<void> rewind();

 private:
  Expected<void> advance(std::int64_t wanted);
  std::int64_t fill(std::int64_t at, std::span<float> out);

  SharedFile file_;
  SoundLayout layout_;
  RecordingInfo info_;
  std::unique_ptr<PieceReader> reader_;
  Piece piece_;
  bool ended_ = false;
  std::int64_t known_from_ = 0;  // from here to the piece's end frames can be given
  std::int64_t known_end_ = 0;   // the end of all pieces so far
  Damage damage_;
};

Expected<void> PacketSource::rewind() {
  auto reader = open_reader(file_, layout_);
  if (!reader) return Unexpected(reader.error());
  reader_ = std::move(*reader);
  info_ = {file_->path(),          layout_.container, layout_.codec,
           layout_.sample_rate_hz, layout_.channels,  layout_.declared_frames};
  piece_ = {};
  ended_ = false;
  known_from_ = known_end_ = 0;
  return {};
}

Expected<void> PacketSource::advance(std::int64_t wanted) {
  known_from_ = std::max(known_end_, wanted);
  const auto more = reader_->next(wanted, piece_);
  if (!more) {
    piece_.end = piece_.begin = known_end_;
    return Unexpected(more.error());
  }
  ended_ = !*more;
  if (ended_) {
    damage_.flaw = reader_->flaw();
  } else {
    known_end_ = std::max(known_end_, piece_.end);
  }
  damage_.uncertain_from = reader_->uncertain_from();
  return {};
}

// What the piece says of the frames from `at` on, which it reaches past: how many it filled.
std::int64_t PacketSource::fill(std::int64_t at, std::span<float> out) {
  const auto channels = static_cast<std::size_t>(layout_.channels);
  const auto room = static_cast<std::int64_t>(out.size() / channels);
  if (at < piece_.begin) {
    const std::int64_t count = std::min(room, piece_.begin - at);
    std::fill_n(out.begin(), static_cast<std::size_t>(count) * channels, 0.0F);
    if (damage_.missing.size() < kMaxMissing) {
      damage_.missing.push_back({at, at + count, piece_.code, piece_.message});
    } else {
      damage_.missing.back().end_frame = at + count;
    }
    return count;
  }
  const std::int64_t count = std::min(room, piece_.end - at);
  std::copy_n(piece_.sound.begin() + (at - piece_.begin) * layout_.channels,
              static_cast<std::size_t>(count) * channels, out.begin());
  return count;
}

Expected<std::int64_t> PacketSource::read(std::int64_t begin, std::span<float> out) {
  damage_.missing.clear();
  if (begin < known_from_) {
    const auto again = rewind();
    if (!again) return Unexpected(again.error());
  }
  std::int64_t at = begin;
  const auto channels = layout_.channels;
  const std::int64_t end = begin + static_cast<std::int64_t>(out.size()) / channels;
  while (at < end && !ended_) {
    if (at >= piece_.end) {
      const auto more = advance(at);
      if (!more) return Unexpected(more.error());
    } else {
      at += fill(at, out.subspan(static_cast<std::size_t>((at - begin) * channels)));
    }
  }
  return at - begin;
}

}  // namespace

Expected<std::unique_ptr<AudioSource>> open_packet_source(SharedFile file, SoundLayout layout) {
  auto source = std::make_unique<PacketSource>(std::move(file), std::move(layout));
  const auto opened = source->rewind();
  if (!opened) return Unexpected(opened.error());
  return source;
}

}  // namespace nightjar
