#include "stages/validate/ogg_sound.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

// Comments with pictures stand before the sound.
constexpr std::int64_t kMaxHeaderBytes = 64 << 20;
constexpr std::int64_t kKiB = 1024;
constexpr std::int64_t kLastPagesBytes = 4 * OggPages::kMaxPageBytes;
constexpr std::int64_t kMaxGranule = std::int64_t{1} << 60;

// The longest packet that a stream can hold. Vorbis sets no limit; its longest are tables of some 10 KB.
std::int64_t max_packet_bytes(const SoundLayout& layout) {
  if (layout.codec == "vorbis") return 512 * kKiB;
  return (layout.codec == "opus" ? 64 * kKiB : 264 * kKiB) * layout.channels;
}

}  // namespace

OggSound::OggSound(SharedFile file, const SoundLayout& layout)
    : file_(std::move(file)),
      layout_(layout),
      reader_(*file_, ogg_mark(layout_.codec), static_cast<std::size_t>(max_packet_bytes(layout_))) {}

Expected<void> OggSound::open(SoundLayout& layout) {
  while (!placed_ && reader_.offset() < kMaxHeaderBytes) {
    const auto more = next_page();
    if (!more) return Unexpected(more.error());
    if (!*more) break;
  }
  if (!decoder_) {
    return refusal(ErrorCode::bad_header, file_->path(), "an Ogg header that cannot be decoded",
                   "expected a whole one; the file is damaged: copy it again from its source");
  }
  const auto granule = last_granule();
  if (!granule) return Unexpected(granule.error());
  if (!*granule || **granule > kMaxGranule) return {};
  const std::int64_t frames = std::max<std::int64_t>(0, **granule - shift_);
  if (frames > kMaxSeconds * layout_.sample_rate_hz) return {};  // an absurd length is none
  layout.declared_frames = frames;
  layout.available_frames = std::min(layout.available_frames, frames);
  return {};
}

// The position at the end of the file; none where it is another stream's, or not to be found.
Expected<std::optional<std::int64_t>> OggSound::last_granule() const {
  OggPages pages(*file_);
  pages.seek(std::max<std::int64_t>(0, file_->size() - kLastPagesBytes));
  std::optional<std::int64_t> last;
  for (;;) {
    const auto page = pages.next();
    if (!page) return Unexpected(page.error());
    if (!*page) return last;
    if ((*page)->serial != reader_.serial()) {
      if ((*page)->first && has_text((*page)->body, 0, ogg_mark(layout_.codec))) return std::nullopt;
    } else if ((*page)->granule >= 0) {
      last = (*page)->granule;
    }
  }
}

Expected<bool> OggSound::next(std::int64_t wanted, Piece& piece) {
  for (;;) {
    while (page_ != nullptr && packet_ < page_->packets.size()) {
      if (give(packet_++, wanted, piece)) return true;
    }
    auto more = next_page();
    if (!more || *more) {
      if (!more) return more;
      continue;
    }
    if (at_ <= given_to_) return false;
    piece = {at_, at_, {}, loss_.code, loss_.message};
    given_to_ = at_;
    return true;
  }
}

Expected<bool> OggSound::next_page() {
  page_ = nullptr;
  packet_ = 0;
  const auto read = reader_.next();
  if (!read) return Unexpected(read.error());
  if (*read == nullptr) return false;
  const OggPackets& page = **read;
  if (page.begins) {
    begin_stream(page);
    return true;
  }
  if (page.hole) lose_page(page);
  const std::int64_t frames = measure(page);
  if (!frames_.empty()) place(page, frames);
  finished_ = finished_ || page.last;
  page_ = &page;
  return true;
}

// Streams that are chained follow each other without a pause.
void OggSound::begin_stream(const OggPackets& page) {
  headers_ = {};
  decoder_.reset();
  readable_ = !page.packets.empty() && headers_.begin(page.packets.front(), layout_);
  if (!readable_) note_loss(ErrorCode::lost_samples, "a chained stream with other headers", page.offset);
  placed_ = finished_ = hole_ = restart_ = false;
  fresh_ = true;
  at_ = settled_from_ = given_to_;
  shift_ = headers_.pre_skip() - at_;
}

void OggSound::lose_page(const OggPackets& page) {
  hole_ = fresh_ = restart_ = true;
  note_loss(ErrorCode::lost_samples, "pages lost before byte " + std::to_string(page.offset), page.offset);
}

void OggSound::note_loss(ErrorCode code, const std::string& what, std::int64_t offset) {
  loss_ = broken_stream(code, *file_, what, offset);
}

// How many frames the page's packets give together. Leaves frames_ empty where none is sound.
std::int64_t OggSound::measure(const OggPackets& page) {
  frames_.clear();
  std::int64_t sum = 0;
  bool sound = !readable_ && page.granule > 0;  // of a stream that cannot be read, but has a length
  for (const Bytes packet : page.packets) {
    if (!decoder_ && readable_) decoder_ = headers_.take(packet);
    frames_.push_back(decoder_ ? decoder_->measure(packet, fresh_) : std::nullopt);
    if (!frames_.back()) continue;
    sum += *frames_.back();
    sound = true;
    fresh_ = false;
  }
  if (!sound) frames_.clear();
  return sum;
}

void OggSound::place(const OggPackets& page, std::int64_t frames) {
  if (page.granule < 0 || page.granule > kMaxGranule ||
      (placed_ && page.granule - shift_ > at_ + kMaxHoleSeconds * layout_.sample_rate_hz)) {
    frames_.clear();
    lose_page(page);
    return;
  }
  if (!placed_ && !hole_) {
    place_first(page, frames);
    return;
  }
  placed_ = true;
  const std::int64_t end = page.granule - shift_;
  const std::int64_t leap = end - frames - at_;
  // Where no page is lost, the packets tell better.
  const std::int64_t careless = decoder_ ? decoder_->careless_frames() : 0;
  if (hole_ && page.last && decoder_ && decoder_->may_be_trimmed()) {
    // It may hold more than up to its position, so it is not known where its sound begins.
    frames_.clear();
    at_ = end;
  } else if (hole_ || leap > careless || (leap < -careless && !page.last)) {
    at_ = end - frames;
  }
  if (hole_) settled_from_ = at_ + (decoder_ ? decoder_->settling_frames() : 0);
  if (!hole_ && leap > careless) note_loss(ErrorCode::lost_samples, "a leap in time", page.offset);
  hole_ = false;
  end_of_sound_ = page.last ? end : at_ + frames;
}

// Where a stream begins at a later position than 0, it was cut out of a longer one, and starts there. Where
// it begins before, its first frames are not part of the recording.
void OggSound::place_first(const OggPackets& page, std::int64_t frames) {
  placed_ = true;
  const std::int64_t first = page.last ? 0 : page.granule - frames;
  at_ = first - shift_;
  shift_ += std::max<std::int64_t>(0, first);
  at_ = first > 0 ? at_ - first : at_;
  end_of_sound_ = page.last ? page.granule - shift_ : at_ + frames;
}

bool OggSound::give(std::size_t packet, std::int64_t wanted, Piece& piece) {
  if (packet >= frames_.size() || !frames_[packet]) return false;
  const std::int64_t begin = at_;
  const std::int64_t frames = *frames_[packet];
  at_ = std::min(begin + frames, std::max(begin, end_of_sound_));
  piece.begin = std::clamp(settled_from_, begin, at_);
  piece.end = at_;
  if (begin + frames + decoder_->memory_frames() <= wanted) {
    restart_ = true;
    piece.sound.clear();
  } else {
    if (std::exchange(restart_, false)) decoder_->restart();
    const auto channels = static_cast<std::size_t>(layout_.channels);
    const bool good = decoder_->decode(page_->packets[packet], piece.sound) &&
                      piece.sound.size() == static_cast<std::size_t>(frames) * channels;
    if (!good) {
      note_loss(ErrorCode::decode_error, "a packet that cannot be decoded", page_->offset);
      return false;
    }
    piece.sound.resize(static_cast<std::size_t>(piece.end - begin) * channels);
    piece.sound.erase(piece.sound.begin(), piece.sound.begin() + (piece.begin - begin) * layout_.channels);
  }
  if (piece.begin == piece.end) return false;
  given_to_ = std::max(given_to_, piece.end);
  piece.code = loss_.code;
  piece.message = loss_.message;
  return true;
}

std::optional<Error> OggSound::flaw() const {
  if (finished_ && !restart_ && decoder_ && !decoder_->matches_checksum())
    return wrong_checksum(*file_, "MD5");
  if (finished_) return std::nullopt;
  return ended_early(*file_, "no last page");
}

Expected<std::unique_ptr<PieceReader>> open_ogg(SharedFile file, SoundLayout& layout) {
  auto sound = std::make_unique<OggSound>(std::move(file), layout);
  const auto opened = sound->open(layout);
  if (!opened) return Unexpected(opened.error());
  return sound;
}

}  // namespace nightjar
