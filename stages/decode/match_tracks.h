// Known recordings that seem to play in one channel, row by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "stages/index/vector_index.h"

namespace nightjar {

struct MatchRules {
  float distance = 0;           // rows no further apart agree; > 0
  std::int64_t min_rows = 2;    // shorter tracks are no match
  std::int64_t max_rows = 2;    // longer ones come in parts; >= min_rows
  std::int64_t max_misses = 2;  // so many rows may not agree, one after the other
};

// Rows [first, last] of a recording agree with those of a known sound `offset` rows later, each with a later
// one than the row before: a sound that stands still is not followed.
struct MatchTrack {
  std::size_t sound = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t known_row = -1;  // that agreed with `last`
  std::int64_t agreeing = 0;    // rows in [first, last]
  double nearness = 0;          // of those, the sum of 1 - distance / rules.distance
  double offset = 0;            // their mean
  bool confirmed = false;       // long enough to be a match
};

// At most a few for each neighbour of the last rows: its memory does not grow. One thread at a time.
class MatchTracks {
 public:
  // A track, or a part of it (`continues`), that is a match and has ended.
  using Emit = std::function<void(const MatchTrack&, bool continues)>;

  MatchTracks(const VectorIndex& index, MatchRules rules) : index_(index), rules_(rules) {}

  // The known vectors nearest to the next row, by rising distance.
  void follow(std::int64_t row, std::span<const Neighbour> neighbours, const Emit& emit);
  // Nothing is followed across what comes next.
  void end(const Emit& emit);

  // The first row of the oldest track, or `row` where there is none.
  std::int64_t oldest(std::int64_t row) const;

 private:
  void agree(std::int64_t row, const Neighbour& neighbour, const Emit& emit);
  void confirm(const MatchTrack& winner, const Emit& emit);

  const VectorIndex& index_;
  const MatchRules rules_;
  std::vector<MatchTrack> tracks_;
};

}  // namespace nightjar
