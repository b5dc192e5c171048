// The packets of the sound in an Ogg file, page by page. RFC 3533: https://www.rfc-editor.org/rfc/rfc3533
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/ogg_pages.h"

namespace nightjar {

// What one page completes.
struct OggPackets {
  bool begins = false;  // a logical stream begins: the one packet is its identification header
  bool hole = false;    // pages before this one are lost, and with them what began there
  bool last = false;    // of the logical stream
  std::int64_t offset = 0;
  std::int64_t granule = -1;  // the position after the last of the packets
  std::vector<Bytes> packets;
};

// Follows the logical stream that the file begins with, and those of the same codec that are chained to it;
// pages of others pass unseen. A page that was given already (a block of the file stands there twice) is
// passed over. One thread at a time.
class OggPacketReader {
 public:
  // `mark`: how the identification header of the codec starts. Of a longer packet than `max_packet_bytes` the
  // rest is dropped: it is a comment with a picture, or damage.
  OggPacketReader(const RegularFile& file, std::string_view mark, std::size_t max_packet_bytes)
      : pages_(file), mark_(mark), max_packet_bytes_(max_packet_bytes) {}

  // Valid until the next call; null at the end. Errors: unreadable.
  Expected<const OggPackets*> next();

  std::int64_t offset() const { return pages_.offset(); }
  std::optional<std::uint32_t> serial() const { return serial_; }  // of the stream that is read

 private:
  bool takes(const OggPage& page);
  void unpack(const OggPage& page);
  void append(Bytes part);

  OggPages pages_;
  std::string_view mark_;
  std::size_t max_packet_bytes_;
  std::optional<std::uint32_t> serial_;
  std::uint32_t next_sequence_ = 0;
  std::int64_t granule_ = -1;        // the last that was given
  bool has_data_ = false;            // the stream is past its first page
  std::vector<std::uint8_t> bytes_;  // of the packets, and of one whose end is still to come
  std::vector<std::size_t> ends_;
  bool open_ = false;  // there is such a one
  OggPackets given_;
};

}  // namespace nightjar
