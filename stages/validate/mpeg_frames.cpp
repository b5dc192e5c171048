#include "stages/validate/mpeg_frames.h"

#include <algorithm>

#include "stages/validate/mpeg_tags.h"

namespace nightjar {
namespace {

// Out of step, so many headers must agree: of one alone there are many in noise.
constexpr int kAgreeing = 3;
constexpr std::int64_t kWindow = (kAgreeing + 1) * kMaxMpegFrameBytes;

}  // namespace

Bytes MpegFrames::from(std::int64_t offset) const {
  const auto ahead = static_cast<std::size_t>(offset - at_);
  return ahead < view_.size() ? view_.subspan(ahead) : Bytes();
}

// The whole frame that begins there.
std::optional<MpegFrameHeader> MpegFrames::header_at(std::int64_t offset) const {
  const Bytes bytes = from(offset);
  const auto header = parse_mpeg_frame_header(bytes);
  if (!header || (like_ && !like_->like(*header))) return std::nullopt;
  if (header->bytes > static_cast<std::int64_t>(bytes.size())) return std::nullopt;
  return header;
}

// Do `count` frames like `first`, or fewer and then the end or a tag, begin there? The last may be cut short.
bool MpegFrames::followed(std::int64_t offset, const MpegFrameHeader& first, int count) const {
  for (; count > 0 && offset < end_; --count) {
    const auto header = parse_mpeg_frame_header(from(offset));
    if (!header || !first.like(*header)) return id3v2_bytes(from(offset)) > 0;
    offset += header->bytes;
  }
  return true;
}

Expected<std::optional<MpegFrame>> MpegFrames::next() {
  while (at_ < end_) {
    const auto bytes = window_.at(at_, std::min(kWindow, end_ - at_));
    if (!bytes) return Unexpected(bytes.error());
    view_ = *bytes;
    if (view_.empty()) break;  // the file became shorter
    const auto header = header_at(at_);
    if (header && followed(at_ + header->bytes, *header, in_step_ ? 1 : kAgreeing - 1)) {
      const MpegFrame frame{at_, *header, view_.first(static_cast<std::size_t>(header->bytes)), skipped_};
      like_ = *header;
      in_step_ = true;
      skipped_ = 0;
      at_ += header->bytes;
      return frame;
    }
    // Where files were joined a tag stands between them.
    const std::int64_t tag = in_step_ ? id3v2_bytes(view_) : 0;
    in_step_ = tag > 0;
    const auto sync = std::find(view_.begin() + 1, view_.end(), 0xFF);
    const std::int64_t step = tag > 0 ? std::min(tag, end_ - at_) : sync - view_.begin();
    if (tag == 0) skipped_ += step;
    at_ += step;
  }
  return std::nullopt;
}

}  // namespace nightjar
