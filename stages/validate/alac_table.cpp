#include "stages/validate/alac_table.h"

#include <algorithm>

#include "stages/validate/bytes.h"

namespace nightjar {

// Sizes of seven bits a byte, the upper ones first, of which all but the last have their eighth bit set.
Expected<AlacPackets> read_alac_packets(ByteWindow& file, std::int64_t offset, std::int64_t end,
                                        std::int64_t most, std::int64_t left) {
  constexpr int kMaxSizeBytes = kMaxAlacPieceBytes / kAlacPiecePackets;
  const auto table = file.at(offset, std::min(end - offset, kMaxAlacPieceBytes));
  if (!table) return Unexpected(table.error());
  AlacPackets packets;
  while (packets.count < std::min(most, kAlacPiecePackets)) {
    std::int64_t size = 0;
    auto at = static_cast<std::size_t>(packets.table_bytes);
    bool more = true;
    for (int n = 0; more; ++n, ++at) {
      if (n == kMaxSizeBytes || at == table->size()) return packets;
      size = size << 7 | ((*table)[at] & 0x7F);
      more = ((*table)[at] & 0x80) != 0;
    }
    if (size == 0 || size > left - packets.bytes) return packets;
    packets.bytes += size;
    packets.table_bytes = static_cast<std::int64_t>(at);
    ++packets.count;
  }
  return packets;
}

}  // namespace nightjar
