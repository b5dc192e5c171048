#include "stages/validate/flac_frames.h"

#include <algorithm>

#include "stages/validate/crc.h"

namespace nightjar {
namespace {

constexpr unsigned kGenerator = 0x18005;  // G
constexpr std::int64_t kOrder = 32'767;   // x^kOrder = 1 modulo G, whose factors are x + 1 and x^15 + x + 1
constexpr std::int64_t kMinFrameBytes = 10;
// Bytes that look like a header, with a right checksum of 8 bits, stand in one of some 50 MB of sound. More
// of them within a frame's length are an attack.
constexpr std::size_t kMaxOpen = 16;
constexpr std::uint8_t kSync[] = {0xFF};  // the first byte of a header

unsigned multiply(unsigned a, unsigned b) {
  unsigned product = 0;
  for (; b != 0; b >>= 1) {
    if ((b & 1) != 0) product ^= a;
    a <<= 1;
    if ((a & 0x10000) != 0) a ^= kGenerator;
  }
  return product;
}

unsigned power_of_x(std::int64_t exponent) {
  unsigned result = 1;
  for (unsigned square = 2; exponent != 0; exponent >>= 1, square = multiply(square, square)) {
    if ((exponent & 1) != 0) result = multiply(result, square);
  }
  return result;
}

}  // namespace

std::uint16_t FlacFrames::number_here() const {
  const std::int64_t bits = 8 * (at_ - begin_) % kOrder;
  return static_cast<std::uint16_t>(multiply(crc_, power_of_x((kOrder - bits) % kOrder)));
}

// Moves at_ to the next place that looks like a header; none at the end.
Expected<std::optional<FlacFrameHeader>> FlacFrames::find_header() {
  while (at_ < end_) {
    const std::int64_t from = open_.empty() ? at_ : open_.front().offset;
    const std::int64_t want = std::min(at_ + ByteWindow::kReadBytes + kMaxFlacHeaderBytes, end_) - from;
    const auto held = window_.at(from, want);
    if (!held) return Unexpected(held.error());
    const auto bytes = held->subspan(std::min(held->size(), static_cast<std::size_t>(at_ - from)));
    if (bytes.empty()) {  // the file became shorter
      end_ = at_;
      break;
    }
    const auto stop = bytes.begin() + std::min<std::ptrdiff_t>(std::ssize(bytes), ByteWindow::kReadBytes);
    for (auto sync = bytes.begin(); (sync = std::find(sync, stop, 0xFF)) != stop; ++sync) {
      const auto skipped = static_cast<std::size_t>(sync - bytes.begin());
      const auto header = parse_flac_frame_header(bytes.subspan(skipped));
      if (!header || !header->fits(stream_)) continue;
      crc_ = FlacCrc16::update(crc_, bytes.first(skipped));
      at_ += static_cast<std::int64_t>(skipped);
      return header;
    }
    const auto all = static_cast<std::size_t>(stop - bytes.begin());
    crc_ = FlacCrc16::update(crc_, bytes.first(all));
    at_ += static_cast<std::int64_t>(all);
  }
  return std::nullopt;
}

// The header whose frame ends here.
std::optional<FlacFrames::Start> FlacFrames::match(std::uint16_t number) {
  for (const Start& start : open_) {
    const std::int64_t bytes = at_ - start.offset;
    if (start.number == number && bytes >= kMinFrameBytes && bytes <= stream_.max_frame_bytes()) return start;
  }
  return std::nullopt;
}

Expected<std::optional<FlacFrame>> FlacFrames::next() {
  for (;;) {
    const auto found = find_header();
    if (!found) return Unexpected(found.error());
    const std::uint16_t number = number_here();
    const auto start = match(number);
    std::optional<FlacFrame> frame;
    if (start) {
      const auto bytes = window_.at(start->offset, at_ - start->offset);
      if (!bytes) return Unexpected(bytes.error());
      frame = FlacFrame{start->offset, start->header, *bytes};
      whole_to_ = at_;
      open_.clear();
    } else {
      std::erase_if(open_, [&](const Start& s) { return at_ - s.offset > stream_.max_frame_bytes(); });
      if (open_.size() == kMaxOpen) open_.erase(open_.begin());
    }
    if (*found) {
      open_.push_back({at_, **found, number});
      crc_ = FlacCrc16::update(crc_, kSync);
      ++at_;
    }
    if (frame || !*found) return frame;
  }
}

}  // namespace nightjar
