#include "stages/validate/sound_extent.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "stages/validate/bytes.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

constexpr std::uint64_t kCopyBlock = 4096;  // pages and clusters are multiples of it
constexpr std::int64_t kWrap = std::int64_t{1} << 32;
constexpr std::size_t kMaxHead = 24;
// What writers put behind the sound; known even where its size is damaged or the file ends in it.
constexpr const char* kTailNames[] = {"LIST", "id3 ", "ID3 ", "bext", "iXML", "cue ", "smpl",
                                      "PEAK", "fact", "JUNK", "FLLR", "ANNO", "NAME", "AUTH",
                                      "COMT", "MARK", "COMM", "info", "TAG"};

bool is_name(Bytes id) {
  const auto printable = [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7F; };
  return id.size() > 4 || std::ranges::all_of(id, printable);
}

Expected<bool> chunk_at(const RegularFile& file, std::int64_t offset, const ChunkShape& shape) {
  std::array<std::uint8_t, kMaxHead> bytes{};
  const std::int64_t head_bytes = shape.id_bytes + shape.size_bytes;
  const auto got = file.read_at(offset, std::span(bytes).first(static_cast<std::size_t>(head_bytes)));
  if (!got) return Unexpected(got.error());
  const auto head = Bytes(bytes).first(static_cast<std::size_t>(*got));
  for (const auto* known : kTailNames) {
    if (shape.id_bytes == 4 && has_text(head, 0, known)) return true;
  }
  if (*got < head_bytes) return false;
  const auto id_bytes = static_cast<std::size_t>(shape.id_bytes);
  const auto size_bytes = static_cast<std::size_t>(shape.size_bytes);
  const std::uint64_t size =
      shape.big_endian ? read_be(head, id_bytes, size_bytes) : read_le(head, id_bytes, size_bytes);
  const std::int64_t most = file.size() - offset - head_bytes + shape.counted_header;
  return is_name(head.first(id_bytes)) && size >= static_cast<std::uint64_t>(shape.counted_header) &&
         size <= static_cast<std::uint64_t>(most);
}

}  // namespace

Expected<SoundExtent> find_extent(const RegularFile& file, const SoundFacts& facts) {
  const std::int64_t left = std::max<std::int64_t>(0, file.size() - facts.begin);
  if (!facts.bytes) return SoundExtent{left};
  if (left < *facts.bytes) {
    const auto on_a_block = [](std::uint64_t bytes) { return bytes > 0 && bytes % kCopyBlock == 0; };
    // Unsigned, for what a header states may be near the most that there can be.
    const auto end = static_cast<std::uint64_t>(facts.begin) + static_cast<std::uint64_t>(*facts.bytes);
    const bool lost_its_end = on_a_block(static_cast<std::uint64_t>(file.size())) && !on_a_block(end) &&
                              !on_a_block(facts.file_bytes);
    return SoundExtent{left, false, !lost_its_end};
  }
  const std::int64_t end = facts.begin + *facts.bytes;
  const std::int64_t aligned = (end + facts.next.alignment - 1) / facts.next.alignment * facts.next.alignment;
  if (file.size() <= aligned) return SoundExtent{*facts.bytes};
  for (const std::int64_t offset : {end, aligned}) {  // some writers forget the padding
    if (facts.next.id_bytes == 0) break;
    const auto chunk = chunk_at(file, offset, facts.next);
    if (!chunk) return Unexpected(chunk.error());
    if (*chunk) return SoundExtent{*facts.bytes};
  }
  const bool wrapped = facts.next.size_bytes == 4 && (left - *facts.bytes) % kWrap == 0;
  if (wrapped) return SoundExtent{left, true};
  auto flaw =
      refusal(
          ErrorCode::altered, file.path(),
          std::to_string(left) + " bytes of sound where the header states " + std::to_string(*facts.bytes),
          "expected the two to agree; bytes came in, or it was never finished: copy it again from "
          "its source",
          facts.begin)
          .value();
  return SoundExtent{left, true, true, std::move(flaw)};
}

}  // namespace nightjar
