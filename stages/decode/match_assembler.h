// Nearest known vectors over time -> matches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "models/interface/manifest.h"
#include "stages/base/timeline.h"
#include "stages/decode/assembler.h"
#include "stages/index/vector_index.h"

namespace nightjar {

// How many known vectors a row is compared with.
inline constexpr std::size_t kMatchNeighbours = 5;
// A row of scores is so many pairs, by rising distance: the vector's index (exact in a float32, being below
// kMostVectors; -1 where there is none) and its distance.
inline constexpr std::size_t kMatchColumns = 2 * kMatchNeighbours;

// A known recording plays where its rows follow each other beside those of the recording: at one distance in
// rows, within a row (the grids of the two need not agree, and clocks drift). Rows agree where they are no
// further apart than match_distance; kMatchMisses rows in between may not. A match is at least two rows that
// agree, and match_min_duration_s long; while it goes on, its recording has no other one, so of several
// places that are alike the first to get there wins. None reaches across an invalid row. One that is longer
// than max_event_s comes in parts.
//
// A match spans the owned spans of its rows, as an event does; offset_s is right within half a row where the
// rows of both recordings lie alike. The matches leave by (start_frame, end_frame, order in the index,
// channel). A sound that does not change has no place of its own: rows that are
// alike are neighbours at random, and so agree for kMatchNeighbours rows at most.
class MatchAssembler : public Assembler {
 public:
  static constexpr std::int64_t kMatchMisses = 2;

  // Borrows the index.
  MatchAssembler(const VectorIndex& index, const Manifest& manifest, RateRatio file_to_model,
                 double max_event_s, const ScoredPart& part, FoundSink sink);
  ~MatchAssembler() override;

  void push(const ScoreBatch& batch) override;
  void finish(std::int64_t frames, std::int64_t channel) override;
  std::int64_t settled_frame() const override;

  // An upper bound of one assembler's memory in bytes.
  static std::int64_t memory_bytes(const Manifest& manifest, double max_event_s, std::int64_t channels);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightjar
