// Where the sound of a file without packets ends, and whether its bytes are still where they were written.
//
// Such sound has no marks in it: where bytes are missing in its middle, or came in, all that follows is read
// at a wrong time, and nothing in it shows that. What can show it is the length that the header states,
// against that of the file:
//
//   the file ends where the sound ends, or another chunk begins there   the times are right
//   the file is shorter      a cut in the middle looks just like a lost end: the times are doubtful
//                            ... but for a file that ends on a block of 4,096 bytes and should not have: what
//                            is copied in blocks was not copied to its end
//   something else goes on   bytes came in, or its writer never came back to say how much it wrote: the
//                            times are doubtful, and all of it is read
//                            ... but for 2^32 bytes more, or a multiple: the size did not fit its field
//   the header says nothing  nobody can know: the sound goes on to the end of the file
#pragma once

#include <cstdint>
#include <optional>

#include "nightjar/error.h"
#include "stages/validate/regular_file.h"

namespace nightjar {

// The head of a chunk, of which another may follow the sound.
struct ChunkShape {
  std::int64_t id_bytes = 0;  // four letters, or 16: a GUID; 0: no chunks follow
  std::int64_t size_bytes = 4;
  bool big_endian = false;
  std::int64_t counted_header = 0;  // how much of its head a chunk's size includes
  std::int64_t alignment = 1;       // chunks start at multiples of it
};

// What a header says of the sound, as it stands there.
struct SoundFacts {
  const char* container = "";
  std::int64_t sample_rate_hz = 0;
  std::int64_t channels = 0;
  std::int64_t begin = 0;              // offset of the sound in the file
  std::optional<std::int64_t> bytes;   // of the sound; none: it goes on until the end of the file
  std::optional<std::int64_t> frames;  // where a block codec's last block may be part padding
  ChunkShape next{};                   // of a chunk that may follow the sound
  std::uint64_t file_bytes = 0;        // with all that follows; 0 where that is not said
};

struct SoundExtent {
  std::int64_t bytes = 0;       // of the sound, as far as the file has them
  bool goes_on = false;         // behind its stated end
  bool in_doubt = false;        // times may be wrong
  std::optional<Error> flaw{};  // as in Damage
};

// Errors: unreadable.
Expected<SoundExtent> find_extent(const RegularFile& file, const SoundFacts& facts);

}  // namespace nightjar
