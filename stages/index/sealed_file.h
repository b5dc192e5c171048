// The form that all indexes of known sounds have as files. All integers are little-endian and unsigned:
//
//   offset  bytes  what
//        0      8  the kind's magic
//        8      4  the kind's version
//       12      4  references
//       16      8  items
//       24      8  bytes of the file
//       32     32  SHA-256 of all that follows
//       64         the body: see the kinds
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/bytes.h"

namespace nightjar {

struct IndexKind {
  std::string_view magic;  // 8 bytes
  std::uint32_t version = 0;
};

// landmark.h; vector_index.h.
inline constexpr IndexKind kFingerprintIndex{std::string_view("NJMATCH\0", 8), 1};
inline constexpr IndexKind kVectorIndex{std::string_view("NJVECTOR", 8), 1};

struct SealedBody {
  std::int64_t references = 0;
  std::int64_t items = 0;
  std::vector<std::uint8_t> bytes{};
};

// Whether so many references and items can be in a body of so many bytes. So what a header says is never more
// than what the file has.
using BodyFits = std::function<bool(std::int64_t references, std::uint64_t items, std::int64_t bytes)>;

// Errors: not_found, not_a_regular_file, unreadable; bad_model where it is no index of this kind, another
// version's, or damaged.
Expected<SealedBody> read_sealed(const std::string& path, const IndexKind& kind, const BodyFits& fits);

// Errors: output_failed. The file appears under its name when it is complete.
Expected<void> write_sealed(const std::string& path, const IndexKind& kind, std::size_t references,
                            std::size_t items, std::string_view body);

// The magic of the file at `path`, or less where it is shorter. Errors: as of read_sealed.
Expected<std::string> magic_of(const std::string& path);

// bad_model for the index at `path`, with how to mend it.
Unexpected refused_index(const std::string& path, const std::string& what);

void put_integer(std::string& out, std::uint64_t value, int bytes);

// Fields of a body, one after the other.
class SealedFields {
 public:
  explicit SealedFields(Bytes bytes) : bytes_(bytes) {}

  bool has(std::size_t count) const { return bytes_.size() - at_ >= count; }
  // These take what the caller has asked has() for.
  std::uint32_t integer(std::size_t width) {
    return static_cast<std::uint32_t>(read_le(take(width), 0, width));
  }
  std::string text(std::size_t count) {
    const Bytes part = take(count);
    return {part.begin(), part.end()};
  }
  Bytes take(std::size_t count) {
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
};

}  // namespace nightjar
