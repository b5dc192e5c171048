#include "stages/validate/ogg_packets.h"

#include <algorithm>

namespace nightjar {
namespace {

constexpr std::uint8_t kGoesOn = 255;  // a segment of this length is followed by another of its packet

}  // namespace

bool OggPacketReader::takes(const OggPage& page) {
  if (page.first) {
    // At the start of a file the streams that lie side by side begin one after another.
    if ((serial_ && !has_data_) || !has_text(page.body, 0, mark_)) return false;
    if (serial_ == page.serial) return false;  // a block that stands there twice
    serial_ = page.serial;
    next_sequence_ = page.sequence;
    has_data_ = false;
    granule_ = -1;
    return true;
  }
  if (serial_ != page.serial) return false;
  has_data_ = true;
  // Modulo 2^32, as the field counts.
  const bool behind = static_cast<std::int32_t>(page.sequence - next_sequence_) < 0;
  return !behind || page.granule > granule_;
}

void OggPacketReader::append(Bytes part) {
  const std::size_t begin = ends_.empty() ? 0 : ends_.back();
  const std::size_t room = max_packet_bytes_ - std::min(max_packet_bytes_, bytes_.size() - begin);
  const Bytes taken = part.first(std::min(room, part.size()));
  bytes_.insert(bytes_.end(), taken.begin(), taken.end());
}

void OggPacketReader::unpack(const OggPage& page) {
  // What stands before the last end was given with the page before.
  bytes_.erase(bytes_.begin(),
               bytes_.begin() + static_cast<std::ptrdiff_t>(ends_.empty() ? 0 : ends_.back()));
  ends_.clear();
  bool skip = false;  // the rest of a packet that began in a lost page
  if (given_.hole || page.continues != open_) {
    given_.hole = given_.hole || open_;
    bytes_.clear();
    skip = page.continues;
  }
  open_ = false;
  std::size_t at = 0;
  for (const std::uint8_t length : page.lacing) {
    if (!skip) append(page.body.subspan(at, length));
    at += length;
    open_ = !skip && length == kGoesOn;
    if (length == kGoesOn) continue;
    if (!skip) ends_.push_back(bytes_.size());
    skip = false;
  }
  given_.packets.clear();
  std::size_t begin = 0;
  for (const std::size_t end : ends_) {
    given_.packets.push_back(Bytes(bytes_).subspan(begin, end - begin));
    begin = end;
  }
}

Expected<const OggPackets*> OggPacketReader::next() {
  for (;;) {
    const auto read = pages_.next();
    if (!read) return Unexpected(read.error());
    if (!*read) return nullptr;
    const OggPage& page = **read;
    if (!takes(page)) continue;
    given_.begins = page.first;
    given_.hole = page.sequence != next_sequence_;
    given_.last = page.last;
    given_.offset = page.offset;
    given_.granule = page.granule;
    next_sequence_ = page.sequence + 1;
    if (page.granule >= 0) granule_ = page.granule;
    unpack(page);
    return &given_;
  }
}

}  // namespace nightjar
