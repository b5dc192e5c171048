#include "stages/validate/chunk_walk.h"

#include <algorithm>
#include <array>

#include "stages/validate/bytes.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

constexpr int kMaxChunks = 4096;
constexpr std::int64_t kIdBytes = 4;

}  // namespace

Expected<std::optional<Chunk>> ChunkWalk::next() {
  if (++seen_ > kMaxChunks) {
    return refusal(ErrorCode::bad_header, file_.path(), "more than " + std::to_string(kMaxChunks) + " chunks",
                   "expected some ten; the file is damaged", next_);
  }
  std::array<std::uint8_t, 12> header{};
  const auto wanted = static_cast<std::size_t>(kIdBytes + size_bytes_);
  const auto got = file_.read_at(next_, std::span(header).first(wanted));
  if (!got) return Unexpected(got.error());
  if (*got < kIdBytes + size_bytes_) return std::nullopt;
  Chunk chunk;
  chunk.id.assign(header.begin(), header.begin() + kIdBytes);
  chunk.stated = read_be(header, kIdBytes, static_cast<std::size_t>(size_bytes_));
  chunk.payload = next_ + kIdBytes + size_bytes_;
  const std::int64_t left = std::max<std::int64_t>(0, file_.size() - chunk.payload);
  // Compared before it is added to anything: a size near 2^64 would wrap around to somewhere inside the file.
  const bool fits = chunk.stated <= static_cast<std::uint64_t>(left);
  chunk.bytes = fits ? static_cast<std::int64_t>(chunk.stated) : left;
  next_ = chunk.payload + chunk.bytes;
  if (padded_ && fits && next_ % 2 != 0) {
    // Some writers forget the byte. What follows then is the next chunk's name, and no padding is a letter.
    std::array<std::uint8_t, 1> padding{};
    const auto there = file_.read_at(next_, padding);
    if (!there) return Unexpected(there.error());
    const bool is_name = padding[0] >= 'A' && padding[0] <= 'Z';
    if (!is_name) ++next_;
  }
  return chunk;
}

Expected<std::vector<std::uint8_t>> ChunkWalk::read(const Chunk& chunk, std::int64_t count) const {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::min(count, chunk.bytes)));
  const auto got = file_.read_at(chunk.payload, bytes);
  if (!got) return Unexpected(got.error());
  bytes.resize(static_cast<std::size_t>(*got));
  return bytes;
}

}  // namespace nightjar
