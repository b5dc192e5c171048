#include "stages/validate/ogg_pages.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "stages/validate/crc.h"

namespace nightjar {
namespace {

constexpr std::string_view kMark = "OggS";
constexpr std::int64_t kHeaderBytes = 27;
constexpr std::size_t kCrcOffset = 22;
// A file of nothing but false marks would have each of its bytes summed tens of thousands of times. After so
// many times marks are passed over unseen.
constexpr std::int64_t kMostTimesSummed = 64;

bool checksum_is_right(Bytes page) {
  constexpr std::uint8_t kNoCrc[4] = {};
  std::uint32_t crc = OggCrc::update(0, page.first(kCrcOffset));
  crc = OggCrc::update(crc, kNoCrc);
  return OggCrc::update(crc, page.subspan(kCrcOffset + 4)) == read_le(page, kCrcOffset, 4);
}

}  // namespace

std::int64_t OggPage::bytes() const {
  return kHeaderBytes + static_cast<std::int64_t>(lacing.size() + body.size());
}

Expected<std::optional<OggPage>> OggPages::page_at(std::int64_t offset) {
  auto bytes = window_.at(offset, kMaxPageBytes);
  if (!bytes) return Unexpected(bytes.error());
  if (static_cast<std::int64_t>(bytes->size()) < kHeaderBytes || (*bytes)[4] != 0) return std::nullopt;
  const std::size_t segments = (*bytes)[26];
  if (bytes->size() < kHeaderBytes + segments) return std::nullopt;
  OggPage page;
  page.lacing = bytes->subspan(kHeaderBytes, segments);
  const auto body = std::accumulate(page.lacing.begin(), page.lacing.end(), std::size_t{0});
  if (bytes->size() < kHeaderBytes + segments + body) return std::nullopt;
  page.body = bytes->subspan(kHeaderBytes + segments, body);
  in_vain_ += page.bytes();
  if (!checksum_is_right(bytes->first(static_cast<std::size_t>(page.bytes())))) return std::nullopt;
  in_vain_ -= page.bytes();
  page.offset = offset;
  page.continues = ((*bytes)[5] & 1) != 0;
  page.first = ((*bytes)[5] & 2) != 0;
  page.last = ((*bytes)[5] & 4) != 0;
  page.granule = static_cast<std::int64_t>(read_le(*bytes, 6, 8));
  page.serial = static_cast<std::uint32_t>(read_le(*bytes, 14, 4));
  page.sequence = static_cast<std::uint32_t>(read_le(*bytes, 18, 4));
  return page;
}

Expected<std::optional<OggPage>> OggPages::next() {
  for (;;) {
    const auto bytes = window_.at(offset_, ByteWindow::kReadBytes);
    if (!bytes) return Unexpected(bytes.error());
    const auto mark = std::search(bytes->begin(), bytes->end(), kMark.begin(), kMark.end(),
                                  [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); });
    const auto skipped = mark - bytes->begin();
    if (mark == bytes->end()) {
      if (static_cast<std::int64_t>(bytes->size()) < ByteWindow::kReadBytes) return std::nullopt;
      offset_ += skipped - (static_cast<std::int64_t>(kMark.size()) - 1);  // a mark may lie across the end
      continue;
    }
    offset_ += skipped;
    scanned_ += skipped + 1;
    if (in_vain_ <= kMostTimesSummed * (scanned_ + kMaxPageBytes)) {
      auto page = page_at(offset_);
      if (!page) return page;
      if (*page) {
        offset_ += (*page)->bytes();
        scanned_ += (*page)->bytes();
        return page;
      }
    }
    ++offset_;
  }
}

}  // namespace nightjar
