// The pages of an Ogg file that are intact. RFC 3533, section 6: https://www.rfc-editor.org/rfc/rfc3533
#pragma once

#include <cstdint>
#include <optional>

#include "nightjar/error.h"
#include "stages/validate/byte_window.h"
#include "stages/validate/bytes.h"

namespace nightjar {

struct OggPage {
  std::int64_t offset = 0;  // in the file
  bool continues = false;   // its first packet began in an earlier page
  bool first = false;       // of its logical stream
  bool last = false;
  std::int64_t granule = 0;  // the position at its end, in the codec's terms; -1 where no packet ends in it
  std::uint32_t serial = 0;
  std::uint32_t sequence = 0;
  Bytes lacing;  // the lengths of the packets' segments
  Bytes body;    // the segments

  std::int64_t bytes() const;
};

// Goes from page to page; what lies between intact ones is passed over. One thread at a time.
class OggPages {
 public:
  explicit OggPages(const RegularFile& file) : window_(file) {}

  // The next page with a right checksum; none at the end. Valid until the next call. Errors: unreadable.
  Expected<std::optional<OggPage>> next();

  // Where the next page is looked for: after seek(x), the first one at x or later.
  void seek(std::int64_t offset) { offset_ = offset; }
  std::int64_t offset() const { return offset_; }

  static constexpr std::int64_t kMaxPageBytes = 27 + 255 + 255 * 255;

 private:
  Expected<std::optional<OggPage>> page_at(std::int64_t offset);

  ByteWindow window_;
  std::int64_t offset_ = 0;
  std::int64_t scanned_ = 0;  // bytes looked at, and
  std::int64_t in_vain_ = 0;  // bytes of pages with a wrong checksum
};

}  // namespace nightjar
