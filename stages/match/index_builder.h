// Makes an index of known sounds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "stages/match/landmark.h"
#include "stages/match/match_index.h"

namespace nightjar {

// The same references in the same order give the same index, bit by bit. Memory: 8 bytes a landmark. One
// thread at a time.
class IndexBuilder {
 public:
  // A reference of `samples` samples at kMatchRateHz, with its landmarks. `id`: at most kMostIdBytes. Errors:
  // out_of_memory where there is no room for it (index_limits.h): an index holds 2^29 landmarks, some 200
  // hours of sound.
  Expected<void> add(const std::string& id, std::int64_t samples, std::span<const Landmark> landmarks);

  MatchIndex build() &&;

 private:
  std::vector<Reference> references_;
  std::vector<Posting> postings_;
  std::int64_t positions_ = 0;
};

}  // namespace nightjar
