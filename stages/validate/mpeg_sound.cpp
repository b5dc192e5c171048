// The sound of an MPEG audio file, frame by frame. Its place is counted, for frames have no positions: after
// damage it is an estimate.
#include <algorithm>
#include <cmath>
#include <utility>

#include "stages/validate/crc.h"
#include "stages/validate/mpeg_frames.h"
#include "stages/validate/mpeg_reservoir.h"
#include "stages/validate/mpeg_tags.h"
#include "stages/validate/packet_decoder.h"
#include "stages/validate/piece_reader.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

// The first frame is looked for so far behind the tags.
constexpr std::int64_t kMaxJunkBytes = 1 << 20;
// A frame is at least 24 bytes of 576 samples or 48 of 1152.
constexpr std::int64_t kMaxMpegFramesPerByte = 24;
// What a decoder of layer III adds to the encoder's delay: http://lame.sourceforge.net/tech-FAQ.txt
constexpr std::int64_t kDecoderDelay = 529;
// libmpg123 adds up in an order that comes round after so many frames: only a decoder that starts at a
// multiple of them gives the same to the last bit.
constexpr std::int64_t kPhases = 8;
// Half a window of layer III and the filter bank's reach: as much after a hole is mixed with what is lost.
constexpr std::int64_t kMpegSettlingFrames = 576 + 481;

struct MpegStart {
  MpegExtent extent;
  MpegFrameHeader first;
  std::optional<MpegInfo> info;

  // How many bytes there are beyond what the first frame states; below 0: are missing.
  std::int64_t surplus() const {
    if (!info || !info->bytes) return 0;
    const std::int64_t bytes = extent.end - extent.begin - *info->bytes;
    // Some encoders do not count the frame itself.
    return bytes == first.bytes && !info->crc ? 0 : bytes;
  }
};

Expected<MpegStart> read_start(const RegularFile& file) {
  const auto extent = find_mpeg_extent(file);
  if (!extent) return Unexpected(extent.error());
  MpegFrames frames(file, extent->begin, std::min(extent->end, extent->begin + kMaxJunkBytes));
  const auto first = frames.next();
  if (!first) return Unexpected(first.error());
  if (!*first) {
    return refusal(ErrorCode::bad_header, file.path(), "no MPEG audio behind the tags",
                   "expected frames within a megabyte; the file is damaged or of another kind",
                   extent->begin);
  }
  return MpegStart{
      {(*first)->offset, extent->end}, (*first)->header, parse_mpeg_info((*first)->header, (*first)->bytes)};
}

// Whether frames follow each other as if nothing were amiss: none is cut, none is made of another's bytes,
// and no other file begins.
Expected<bool> shows_no_break(const RegularFile& file, const MpegStart& start) {
  MpegFrames frames(file, start.extent.begin, start.extent.end);
  MpegReservoir reservoir;
  for (bool first = true;; first = false) {
    const auto read = frames.next();
    if (!read) return Unexpected(read.error());
    if (!*read) return frames.skipped() == 0;
    const MpegFrame& frame = **read;
    if (first) continue;
    if (frame.skipped > 0 || parse_mpeg_info(frame.header, frame.bytes)) return false;
    if (frame.header.layer != 3) continue;
    if (reservoir.take(parse_mpeg_main_data(frame.header, frame.bytes)) == MpegReservoir::State::leap)
      return false;
  }
}

class MpegSound final : public PieceReader {
 public:
  MpegSound(SharedFile file, const MpegStart& start, std::optional<std::int64_t> end, bool in_doubt,
            std::unique_ptr<PacketDecoder> decoder)
      : file_(std::move(file)),
        start_(start),
        end_(end),
        in_doubt_(in_doubt),
        frames_(*file_, start.extent.begin, start.extent.end),
        decoder_(std::move(decoder)) {
    if (start.info && start.info->delay) at_ = -*start.info->delay - kDecoderDelay;
    if (in_doubt_) uncertain_from_ = 0;
  }

  Expected<bool> next(std::int64_t wanted, Piece& piece) override;
  std::optional<std::int64_t> uncertain_from() const override { return uncertain_from_; }
  std::optional<Error> flaw() const override;

 private:
  std::int64_t estimate(std::int64_t bytes) const;
  void lose(std::int64_t frames);
  bool is_whole(const MpegFrame& frame);
  bool give(const MpegFrame& frame, bool whole, std::int64_t wanted, Piece& piece);

  SharedFile file_;
  MpegStart start_;
  std::optional<std::int64_t> end_;  // of the recording, where the first frame says so
  bool in_doubt_;                    // by its length, and nothing shows where
  MpegFrames frames_;
  std::unique_ptr<PacketDecoder> decoder_;
  MpegReservoir reservoir_;
  std::int64_t at_ = 0;  // the frame where the next one's sound begins
  std::int64_t settling_ = 0;
  bool restart_ = false;
  std::int64_t since_restart_ = 0;  // MPEG frames since the start or the last hole
  std::int64_t count_ = 0;          // of MPEG frames so far, and
  std::int64_t bytes_ = 0;          // their bytes
  std::uint16_t crc_ = 0;           // of all but the first
  std::optional<std::int64_t> uncertain_from_;
};

// How many MPEG frames these bytes held: exact for a constant bit rate.
std::int64_t MpegSound::estimate(std::int64_t bytes) const {
  const auto& info = start_.info;
  const bool told = info && info->frames.value_or(0) > 0 && info->bytes.value_or(0) > 0;
  const double per_frame =
      told ? static_cast<double>(*info->bytes) / static_cast<double>(*info->frames + 1)
           : static_cast<double>(bytes_) / static_cast<double>(std::max<std::int64_t>(count_, 1));
  return std::llround(static_cast<double>(bytes) / std::max(per_frame, 24.0));
}

void MpegSound::lose(std::int64_t frames) {
  uncertain_from_ = uncertain_from_.value_or(std::max<std::int64_t>(0, at_));
  at_ += frames * start_.first.frames;
  reservoir_.clear();
  settling_ = kMpegSettlingFrames;
  restart_ = true;
  since_restart_ = 0;
}

// Is all there that its sound is made of?
bool MpegSound::is_whole(const MpegFrame& frame) {
  if (frame.header.layer != 3) return true;
  const MpegMainData data = parse_mpeg_main_data(frame.header, frame.bytes);
  const auto state = reservoir_.take(data);
  if (state == MpegReservoir::State::leap) lose(0);
  if (state != MpegReservoir::State::whole) settling_ = kMpegSettlingFrames;
  return state == MpegReservoir::State::whole;
}

bool MpegSound::give(const MpegFrame& frame, bool whole, std::int64_t wanted, Piece& piece) {
  const std::int64_t phase = since_restart_++ % kPhases;
  piece.begin = at_;
  piece.end = at_ += frame.header.frames;
  const std::int64_t group_end = piece.begin + (kPhases - phase) * frame.header.frames;
  if (group_end + decoder_->memory_frames() <= wanted) {
    restart_ = true;
    piece.sound.clear();
  } else {
    if (std::exchange(restart_, false)) decoder_->restart();
    const bool good = decoder_->decode(frame.bytes, piece.sound);
    const auto channels = static_cast<std::size_t>(start_.first.channels);
    whole = whole && good && piece.sound.size() == static_cast<std::size_t>(frame.header.frames) * channels;
  }
  if (!whole) return false;
  const bool settled = settling_ <= 0;
  settling_ -= frame.header.frames;
  if (end_) piece.end = std::min(piece.end, *end_);
  return settled && piece.begin < piece.end;
}

Expected<bool> MpegSound::next(std::int64_t wanted, Piece& piece) {
  for (;;) {
    const auto read = frames_.next();
    if (!read) return Unexpected(read.error());
    if (!*read) return false;
    const MpegFrame& frame = **read;
    const bool first = count_ == 0;
    if (!first && frame.skipped > 0) lose(estimate(frame.skipped));
    ++count_;
    bytes_ += frame.header.bytes;
    if (!first) crc_ = LameCrc::update(crc_, frame.bytes);
    if (first && start_.info) continue;
    if (!give(frame, is_whole(frame), wanted, piece)) continue;
    piece.code = ErrorCode::lost_samples;
    piece.message = broken_stream(piece.code, *file_,
                                  "frames lost before byte " + std::to_string(frame.offset), frame.offset)
                        .message;
    return true;
  }
}

std::optional<Error> MpegSound::flaw() const {
  if (in_doubt_ && start_.surplus() > 0) {
    return broken_stream(ErrorCode::altered, *file_,
                         std::to_string(start_.surplus()) + " bytes more than its first frame states",
                         start_.extent.begin);
  }
  const bool same_bytes = start_.info && start_.info->bytes == bytes_ && !uncertain_from_;
  if (same_bytes && start_.info->crc.value_or(crc_) != crc_) return wrong_checksum(*file_, "CRC");
  if (end_ || frames_.skipped() == 0) return std::nullopt;
  return ended_early(*file_, "no whole frame at the end");
}

}  // namespace

Expected<SoundLayout> read_mpeg_header(const RegularFile& file) {
  const auto start = read_start(file);
  if (!start) return Unexpected(start.error());
  SoundLayout layout;
  layout.container = "mpeg";
  layout.codec = "mp" + std::to_string(start->first.layer);
  layout.sample_rate_hz = start->first.sample_rate_hz;
  layout.channels = start->first.channels;
  if (start->info && start->info->frames) {
    const MpegInfo& info = *start->info;
    const std::int64_t frames = *info.frames * start->first.frames - info.delay.value_or(0) - info.padding;
    layout.declared_frames = std::max<std::int64_t>(0, frames);
  }
  layout.available_frames = most_frames(file.size(), kMaxMpegFramesPerByte);
  layout.begin = start->extent.begin;
  layout.bytes = start->extent.end - start->extent.begin;
  const auto limits =
      check_limits(file.path(), layout.sample_rate_hz, layout.channels, layout.declared_frames);
  if (!limits) return Unexpected(limits.error());
  return layout;
}

Expected<std::unique_ptr<PieceReader>> open_mpeg(SharedFile file, SoundLayout& layout) {
  const auto start = read_start(*file);
  if (!start) return Unexpected(start.error());
  auto decoder = make_mpeg_decoder(layout.sample_rate_hz, layout.channels);
  if (!decoder) {
    return refusal(ErrorCode::unsupported_format, file->path(),
                   "MPEG audio of " + std::to_string(layout.sample_rate_hz) + " Hz",
                   "expected a rate that libmpg123 decodes; convert it to WAV or FLAC");
  }
  // Where more follows than the first frame counts, files were joined, and nothing is cut off.
  std::optional<std::int64_t> end = layout.declared_frames;
  if (start->surplus() > kMaxMpegFrameBytes) end.reset();
  // Whole frames may be missing, or stand there twice, where nothing shows it but the length.
  bool in_doubt = false;
  if (start->surplus() != 0) {
    const auto unbroken = shows_no_break(*file, *start);
    if (!unbroken) return Unexpected(unbroken.error());
    in_doubt = *unbroken;
  }
  return std::make_unique<MpegSound>(std::move(file), *start, end, in_doubt, std::move(decoder));
}

}  // namespace nightjar
