// The sound of a FLAC file, frame by frame, each at the place that its own number gives. RFC 9639:
// https://www.rfc-editor.org/rfc/rfc9639
#include <algorithm>
#include <array>
#include <utility>

#include "stages/validate/flac_frames.h"
#include "stages/validate/packet_decoder.h"
#include "stages/validate/piece_reader.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

constexpr std::int64_t kBlockHeaderBytes = 4;
constexpr std::int64_t kFirstBlock = 4;
constexpr int kMaxBlocks = 4096;
constexpr std::int64_t kId3v1Bytes = 128;  // taggers of MP3 put them behind FLAC too

// The first byte after the metadata blocks. Where their chain is broken it is the one after STREAMINFO:
// frames are found by their checksums.
Expected<std::int64_t> find_first_frame(const RegularFile& file) {
  std::int64_t offset = kFirstBlock;
  for (int n = 0; n < kMaxBlocks; ++n) {
    std::array<std::uint8_t, kBlockHeaderBytes> header{};
    const auto got = file.read_at(offset, header);
    if (!got) return Unexpected(got.error());
    if (*got < kBlockHeaderBytes) break;
    offset += kBlockHeaderBytes + static_cast<std::int64_t>(read_be(header, 1, 3));
    if ((header[0] & 0x80) != 0) {
      if (offset <= file.size()) return offset;
      break;
    }
  }
  return kFirstBlock + kBlockHeaderBytes + static_cast<std::int64_t>(kStreamInfoBytes);
}

Expected<std::int64_t> find_end(const RegularFile& file) {
  std::array<std::uint8_t, 3> tag{};
  const std::int64_t offset = std::max<std::int64_t>(0, file.size() - kId3v1Bytes);
  const auto got = file.read_at(offset, tag);
  if (!got) return Unexpected(got.error());
  return has_text(tag, 0, "TAG") ? offset : file.size();
}

class FlacSound final : public PieceReader {
 public:
  FlacSound(SharedFile file, const FlacStream& stream, std::int64_t begin, std::int64_t end,
            std::unique_ptr<PacketDecoder> decoder)
      : file_(std::move(file)),
        stream_(stream),
        frames_(*file_, stream, begin, end),
        decoder_(std::move(decoder)) {}

  Expected<bool> next(std::int64_t wanted, Piece& piece) override;
  std::optional<Error> flaw() const override;

 private:
  bool place(const FlacFrame& frame, Piece& piece);
  bool is_complete() const {
    return stream_.total_frames > 0 ? at_ == stream_.total_frames : frames_.ended_whole();
  }
  void note_loss(Piece& piece, ErrorCode code, const std::string& what, std::int64_t offset) const;

  SharedFile file_;
  FlacStream stream_;
  FlacFrames frames_;
  std::unique_ptr<PacketDecoder> decoder_;
  std::int64_t at_ = 0;  // the end of the frames so far
  std::int64_t decoded_to_ = 0;
  bool altered_ = false;
};

void FlacSound::note_loss(Piece& piece, ErrorCode code, const std::string& what, std::int64_t offset) const {
  piece.code = code;
  piece.message = broken_stream(code, *file_, what, offset).message;
}

// False where the frame was given already (a block of the file stands there twice), or cannot be of this
// file.
bool FlacSound::place(const FlacFrame& frame, Piece& piece) {
  const std::int64_t begin = frame.header.begin(stream_);
  const std::int64_t end = begin + frame.header.frames;
  if (begin < at_ || begin > at_ + kMaxHoleSeconds * stream_.sample_rate_hz) return false;
  if (stream_.total_frames > 0 && end > stream_.total_frames) return false;
  piece.begin = begin;
  piece.end = end;
  return true;
}

Expected<bool> FlacSound::next(std::int64_t wanted, Piece& piece) {
  piece.message.clear();
  for (;;) {
    const auto frame = frames_.next();
    if (!frame) return Unexpected(frame.error());
    if (!*frame) {
      altered_ = altered_ || (decoded_to_ == at_ && is_complete() && !decoder_->matches_checksum());
      return false;
    }
    if (!place(**frame, piece)) continue;
    if (piece.begin > at_ && piece.message.empty()) {
      note_loss(piece, ErrorCode::lost_samples, "frames lost before byte " + std::to_string((*frame)->offset),
                (*frame)->offset);
    }
    piece.sound.clear();
    if (piece.end > wanted) {
      if (decoded_to_ != piece.begin) decoder_->restart();
      if (!decoder_->decode((*frame)->bytes, piece.sound)) {
        note_loss(piece, ErrorCode::decode_error, "a frame that cannot be decoded", (*frame)->offset);
        continue;
      }
      decoded_to_ = piece.end;
    }
    at_ = piece.end;
    return true;
  }
}

std::optional<Error> FlacSound::flaw() const {
  if (altered_) return wrong_checksum(*file_, "MD5");
  if (stream_.total_frames > 0 || frames_.ended_whole()) return std::nullopt;
  return ended_early(*file_, "no whole frame at the end");
}

}  // namespace

Expected<std::unique_ptr<PieceReader>> open_flac(SharedFile file, SoundLayout& layout) {
  std::array<std::uint8_t, kStreamInfoBytes> info{};
  const auto got = file->read_at(layout.begin, info);
  if (!got) return Unexpected(got.error());
  const auto begin = find_first_frame(*file);
  if (!begin) return Unexpected(begin.error());
  const auto end = find_end(*file);
  if (!end) return Unexpected(end.error());
  auto decoder = make_flac_decoder(info);
  if (!decoder) {
    return refusal(ErrorCode::bad_header, file->path(), "a FLAC header that cannot be decoded",
                   "expected a whole one; the file is damaged: copy it again from its source");
  }
  return std::make_unique<FlacSound>(std::move(file), FlacStream::parse(info), *begin, *end,
                                     std::move(decoder));
}

}  // namespace nightjar
