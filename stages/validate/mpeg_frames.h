// The frames of an MPEG audio file. They have neither checksums nor positions: one is taken for a frame where
// another like it, a tag or the end follows.
#pragma once

#include <cstdint>
#include <optional>

#include "nightjar/error.h"
#include "stages/validate/byte_window.h"
#include "stages/validate/mpeg_frame_header.h"

namespace nightjar {

struct MpegFrame {
  std::int64_t offset = 0;  // in the file
  MpegFrameHeader header;
  Bytes bytes;
  std::int64_t skipped = 0;  // bytes since the frame before that belong to none
};

// One thread at a time.
class MpegFrames {
 public:
  // Looks at bytes [begin, end) of the file, for frames like the first one that it finds.
  MpegFrames(const RegularFile& file, std::int64_t begin, std::int64_t end)
      : window_(file), at_(begin), end_(end) {}

  // The next frame; none at the end. Valid until the next call. Errors: unreadable.
  Expected<std::optional<MpegFrame>> next();

  // Since the last frame: how many bytes belong to none.
  std::int64_t skipped() const { return skipped_; }

 private:
  Bytes from(std::int64_t offset) const;
  std::optional<MpegFrameHeader> header_at(std::int64_t offset) const;
  bool followed(std::int64_t offset, const MpegFrameHeader& first, int count) const;

  ByteWindow window_;
  std::int64_t at_;
  std::int64_t end_;
  Bytes view_;  // the bytes from at_ on
  std::optional<MpegFrameHeader> like_;
  bool in_step_ = false;  // a frame ended at at_
  std::int64_t skipped_ = 0;
};

}  // namespace nightjar
