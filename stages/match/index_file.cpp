// A fingerprint index as a file (sealed_file.h); its items are landmarks. The body:
//
//   R times: frames (4), landmarks (4), bytes of the id (2), the id
//   L times: hash (4), position (4), sorted, no two equal
#include <utility>

#include "stages/index/sealed_file.h"
#include "stages/match/index_limits.h"
#include "stages/match/match_index.h"

namespace nightjar {
namespace {

constexpr std::int64_t kReferenceBytes = 10;  // without the id
constexpr std::int64_t kPostingBytes = 8;

bool fits(std::int64_t references, std::uint64_t landmarks, std::int64_t bytes) {
  if (references > kMostReferences || landmarks > static_cast<std::uint64_t>(kMostLandmarks)) return false;
  const std::int64_t least =
      references * kReferenceBytes + static_cast<std::int64_t>(landmarks) * kPostingBytes;
  return bytes >= least && bytes <= least + references * kMostIdBytes;
}

// Whatever the bytes are, what comes out keeps what MatchIndex expects.
Expected<MatchIndex> parse(const std::string& path, const SealedBody& body) {
  SealedFields fields(body.bytes);
  std::vector<Reference> references;
  std::int64_t positions = 0;
  for (std::int64_t i = 0; i < body.references; ++i) {
    if (!fields.has(kReferenceBytes)) return refused_index(path, "the index is cut short");
    const std::uint32_t frames = fields.integer(4), landmarks = fields.integer(4),
                        id_bytes = fields.integer(2);
    if (!fields.has(id_bytes)) return refused_index(path, "the index is cut short");
    if (frames == 0 || positions + frames > kMostPositions) {
      return refused_index(
          path, "recording " + std::to_string(i) + " of the index has " + std::to_string(frames) + " frames");
    }
    references.push_back({fields.text(id_bytes), static_cast<std::uint32_t>(positions), frames, landmarks});
    positions += frames;
  }
  std::vector<Posting> postings;
  for (std::int64_t i = 0; i < body.items; ++i) {
    if (!fields.has(kPostingBytes)) return refused_index(path, "the index is cut short");
    const std::uint32_t hash = fields.integer(4), position = fields.integer(4);
    const Posting posting{hash, position};
    if (hash >= kHashes || position >= positions || (!postings.empty() && !(postings.back() < posting))) {
      return refused_index(path,
                           "landmark " + std::to_string(i) + " of the index is out of range or of order");
    }
    postings.push_back(posting);
  }
  if (fields.has(1)) return refused_index(path, "the index has bytes after its end");
  return MatchIndex(std::move(references), postings);
}

}  // namespace

Expected<MatchIndex> MatchIndex::load(const std::string& path) {
  const auto body = read_sealed(path, kFingerprintIndex, fits);
  if (!body) return Unexpected(body.error());
  return parse(path, *body);
}

Expected<void> MatchIndex::save(const std::string& path) const {
  std::string body;
  for (const Reference& reference : references_) {
    put_integer(body, reference.frames, 4);
    put_integer(body, reference.landmarks, 4);
    put_integer(body, reference.id.size(), 2);
    body += reference.id;
  }
  for (std::uint32_t hash = 0; hash < kHashes; ++hash) {
    for (std::uint32_t i = begins_[hash]; i < begins_[hash + 1]; ++i) {
      put_integer(body, hash, 4);
      put_integer(body, positions_[i], 4);
    }
  }
  return write_sealed(path, kFingerprintIndex, references_.size(), positions_.size(), body);
}

}  // namespace nightjar
