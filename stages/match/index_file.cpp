// An index as a file, all integers little-endian and unsigned:
//
//   offset  bytes  what
//        0      8  "NJMATCH" and a zero
//        8      4  kIndexVersion
//       12      4  references R
//       16      8  landmarks L
//       24      8  bytes of the file
//       32     32  SHA-256 of all that follows
//       64         R times: frames (4), landmarks (4), bytes of the id (2), the id
//                  L times: hash (4), position (4), sorted, no two equal
#include <nettle/sha2.h>

#include <array>
#include <utility>

#include "stages/match/index_limits.h"
#include "stages/match/match_index.h"
#include "stages/validate/bytes.h"
#include "stages/validate/regular_file.h"
#include "stages/write/output_file.h"

namespace nightjar {
namespace {

constexpr std::string_view kMagic("NJMATCH\0", 8);
constexpr std::uint32_t kIndexVersion = 1;
constexpr std::int64_t kHeaderBytes = 64;
constexpr std::int64_t kReferenceBytes = 10;  // without the id
constexpr std::int64_t kPostingBytes = 8;

using Digest = std::array<std::uint8_t, SHA256_DIGEST_SIZE>;

Digest sha256(Bytes bytes) {
  sha256_ctx state;
  sha256_init(&state);
  sha256_update(&state, bytes.size(), bytes.data());
  Digest digest{};
  sha256_digest(&state, digest.size(), digest.data());
  return digest;
}

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// Fields of a file that were read into memory, one after the other.
class Fields {
 public:
  explicit Fields(Bytes bytes) : bytes_(bytes) {}

  bool has(std::size_t count) const { return bytes_.size() - at_ >= count; }
  // The caller has asked has().
  std::uint32_t integer(std::size_t width) {
    at_ += width;
    return static_cast<std::uint32_t>(read_le(bytes_, at_ - width, width));
  }
  std::string text(std::size_t count) {
    at_ += count;
    const Bytes part = bytes_.subspan(at_ - count, count);
    return {part.begin(), part.end()};
  }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
};

Unexpected refused(const std::string& path, const std::string& what) {
  return Unexpected(
      Error{ErrorCode::bad_model, path + ": " + what + "; make it again with match build", path, -1});
}

struct Header {
  std::int64_t references = 0;
  std::int64_t landmarks = 0;
};

Expected<Header> check_header(const RegularFile& file, Bytes header) {
  if (!has_text(header, 0, kMagic)) return refused(file.path(), "no index of sounds");
  if (const auto version = read_le(header, 8, 4); version != kIndexVersion) {
    return refused(file.path(), "version " + std::to_string(version) + " of the index, expected " +
                                    std::to_string(kIndexVersion));
  }
  const auto references = static_cast<std::int64_t>(read_le(header, 12, 4));
  const std::uint64_t landmarks = read_le(header, 16, 8);
  const std::uint64_t bytes = read_le(header, 24, 8);
  if (bytes != static_cast<std::uint64_t>(file.size())) {
    return refused(file.path(), "the index has " + std::to_string(file.size()) + " bytes, its header says " +
                                    std::to_string(bytes));
  }
  // So what will be read is at most what a full index has, and agrees with the file's size.
  const bool fits = references <= kMostReferences &&
                    landmarks <= static_cast<std::uint64_t>(kMostLandmarks) &&
                    file.size() >= kHeaderBytes + references * kReferenceBytes +
                                       static_cast<std::int64_t>(landmarks) * kPostingBytes &&
                    file.size() <= kHeaderBytes + references * (kReferenceBytes + kMostIdBytes) +
                                       static_cast<std::int64_t>(landmarks) * kPostingBytes;
  if (!fits) return refused(file.path(), "the header of the index contradicts the file's size");
  return Header{references, static_cast<std::int64_t>(landmarks)};
}

// Whatever the bytes are, what comes out keeps what MatchIndex expects.
Expected<MatchIndex> parse(const std::string& path, const Header& header, Bytes body) {
  Fields fields(body);
  std::vector<Reference> references;
  std::int64_t positions = 0;
  for (std::int64_t i = 0; i < header.references; ++i) {
    if (!fields.has(kReferenceBytes)) return refused(path, "the index is cut short");
    const std::uint32_t frames = fields.integer(4), landmarks = fields.integer(4),
                        id_bytes = fields.integer(2);
    if (!fields.has(id_bytes)) return refused(path, "the index is cut short");
    if (frames == 0 || positions + frames > kMostPositions) {
      return refused(
          path, "recording " + std::to_string(i) + " of the index has " + std::to_string(frames) + " frames");
    }
    references.push_back({fields.text(id_bytes), static_cast<std::uint32_t>(positions), frames, landmarks});
    positions += frames;
  }
  std::vector<Posting> postings;
  for (std::int64_t i = 0; i < header.landmarks; ++i) {
    if (!fields.has(kPostingBytes)) return refused(path, "the index is cut short");
    const std::uint32_t hash = fields.integer(4), position = fields.integer(4);
    const Posting posting{hash, position};
    if (hash >= kHashes || position >= positions || (!postings.empty() && !(postings.back() < posting))) {
      return refused(path, "landmark " + std::to_string(i) + " of the index is out of range or of order");
    }
    postings.push_back(posting);
  }
  if (fields.has(1)) return refused(path, "the index has bytes after its end");
  return MatchIndex(std::move(references), postings);
}

}  // namespace

Expected<MatchIndex> MatchIndex::load(const std::string& path) {
  const auto file = RegularFile::open(path);
  if (!file) return Unexpected(file.error());
  std::array<std::uint8_t, kHeaderBytes> head{};
  const auto got = file->read_at(0, head);
  if (!got) return Unexpected(got.error());
  if (*got < kHeaderBytes) return refused(path, "no index of sounds");
  const auto header = check_header(*file, head);
  if (!header) return Unexpected(header.error());
  std::vector<std::uint8_t> body(static_cast<std::size_t>(file->size() - kHeaderBytes));
  const auto read = file->read_at(kHeaderBytes, body);
  if (!read) return Unexpected(read.error());
  if (*read < std::ssize(body)) return refused(path, "the index became shorter while it was read");
  const Digest digest = sha256(body);
  if (!std::equal(digest.begin(), digest.end(), head.begin() + 32)) {
    return refused(path, "the index is damaged: its SHA-256 is not the one in its header");
  }
  return parse(path, *header, body);
}

Expected<void> MatchIndex::save(const std::string& path) const {
  std::string body;
  for (const Reference& reference : references_) {
    put(body, reference.frames, 4);
    put(body, reference.landmarks, 4);
    put(body, reference.id.size(), 2);
    body += reference.id;
  }
  for (std::uint32_t hash = 0; hash < kHashes; ++hash) {
    for (std::uint32_t i = begins_[hash]; i < begins_[hash + 1]; ++i) {
      put(body, hash, 4);
      put(body, positions_[i], 4);
    }
  }
  std::string head(kMagic);
  put(head, kIndexVersion, 4);
  put(head, references_.size(), 4);
  put(head, positions_.size(), 8);
  put(head, static_cast<std::uint64_t>(kHeaderBytes) + body.size(), 8);
  const Digest digest = sha256({reinterpret_cast<const std::uint8_t*>(body.data()), body.size()});
  head.append(digest.begin(), digest.end());

  auto file = OutputFile::create(path);
  if (!file) return Unexpected(file.error());
  Expected<void> done = file->write(head);
  if (done) done = file->write(body);
  if (done) done = file->commit();
  return done;
}

}  // namespace nightjar
