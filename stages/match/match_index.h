// The landmarks of known sounds, by hash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "nightjar/error.h"
#include "stages/match/landmark.h"

namespace nightjar {

// A known recording. The frames of all of them are numbered through, one recording after the other: a
// position.
struct Reference {
  std::string id;               // bytes; the path that it was read from
  std::uint32_t first = 0;      // its first position
  std::uint32_t frames = 0;     // how many positions it has, >= 1
  std::uint32_t landmarks = 0;  // 0: nothing in it can be found
};

struct Posting {
  std::uint32_t hash = 0;      // below kHashes
  std::uint32_t position = 0;  // of a landmark's first peak

  friend bool operator<(const Posting& a, const Posting& b) {
    return std::tie(a.hash, a.position) < std::tie(b.hash, b.position);
  }
};

// Const calls are concurrent. Memory: 4 bytes a landmark, some 11 MB for an hour of sound, and 17 MB.
class MatchIndex {
 public:
  // A landmark with more places than this says nothing, and would cost much.
  static constexpr std::size_t kMostPlaces = 1024;

  // `references` one after the other; `postings` sorted, each position inside them, no two equal.
  MatchIndex(std::vector<Reference> references, std::span<const Posting> postings);

  // Where landmarks of that hash are, in order; none where they are more than kMostPlaces.
  std::span<const std::uint32_t> places(std::uint32_t hash) const;

  const std::vector<Reference>& references() const { return references_; }
  std::size_t reference_at(
      std::uint32_t position) const;  // an index of references(); `position` < positions()
  std::int64_t positions() const;
  std::int64_t landmarks() const { return std::ssize(positions_); }

  // One file: see index_file.cpp. What is read is checked in every field. Errors of load: not_found,
  // not_a_regular_file, unreadable; bad_model where it is no index, another version's, or damaged. Of save:
  // output_failed.
  static Expected<MatchIndex> load(const std::string& path);
  Expected<void> save(const std::string& path) const;

 private:
  std::vector<Reference> references_;
  std::vector<std::uint32_t> begins_;     // [kHashes + 1] of each hash in positions_
  std::vector<std::uint32_t> positions_;  // [landmarks] by (hash, position)
};

}  // namespace nightjar
