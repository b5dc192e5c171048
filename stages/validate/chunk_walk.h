// The chunks of a big-endian container, AIFF or CAF: one after another, whatever they claim.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/regular_file.h"

namespace nightjar {

struct Chunk {
  std::string id;            // four letters
  std::uint64_t stated = 0;  // its size, as it says
  std::int64_t payload = 0;  // offset in the file, <= its size
  std::int64_t bytes = 0;    // of the payload, as far as the file goes
};

// Borrows the file.
class ChunkWalk {
 public:
  // `first`: offset of the first chunk; `size_bytes`: width of a size, 4 or 8; `padded`: chunks of odd size
  // are followed by a byte that counts nowhere.
  ChunkWalk(const RegularFile& file, std::int64_t first, std::int64_t size_bytes, bool padded)
      : file_(file), next_(first), size_bytes_(size_bytes), padded_(padded) {}

  // None where no whole chunk header follows. Errors: unreadable; bad_header after 4,096 chunks, so that a
  // file made of empty ones keeps nobody for hours.
  Expected<std::optional<Chunk>> next();

  // Up to `count` bytes of a chunk's payload, fewer where it ends. The caller bounds `count`. Errors:
  // unreadable.
  Expected<std::vector<std::uint8_t>> read(const Chunk& chunk, std::int64_t count) const;

 private:
  const RegularFile& file_;
  std::int64_t next_;
  std::int64_t size_bytes_;
  bool padded_;
  int seen_ = 0;
};

}  // namespace nightjar
