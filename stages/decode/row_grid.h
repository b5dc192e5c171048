// Rows of scores: what they are about, and which segment each comes from.
#pragma once

#include <cstdint>
#include <vector>

#include "models/interface/manifest.h"
#include "stages/base/timeline.h"

namespace nightjar {

// A model gives one row of scores for a whole segment, or emissions: one for every stride inside it. The rows
// of a recording are counted from 0. A segment's row has its number. Emission g is about samples
// [g * stride, (g + 1) * stride) and comes from the segment that owns them, where it has the context that it
// needs on both sides: so those of overlapping segments, joined, are those of a model that hears all at once.
class RowGrid {
 public:
  // Of a manifest that was checked.
  explicit RowGrid(const Manifest& manifest);

  const SegmentGrid& segments() const noexcept { return segments_; }
  // Each row as if it were a segment: window() is what it heard, of an emission what it is about; and what it
  // owns.
  const SegmentGrid& rows() const noexcept { return rows_; }
  bool emissions() const noexcept { return stride_ != 0; }

  // The rows that `count` consecutive segments own, in a recording that goes on after them.
  Span owned_rows(std::int64_t first_segment, std::int64_t count) const noexcept;
  // Of the last segments of a recording: the end of its rows where its sound ends at sample `end`. A model
  // may give fewer.
  std::int64_t end_row(std::int64_t first_segment, std::int64_t count, std::int64_t end) const noexcept;
  // The row that is about `sample`.
  std::int64_t row_of(std::int64_t sample) const noexcept { return rows_.owner(sample); }

  // The first row that is about nothing before `sample`.
  std::int64_t first_row_from(std::int64_t sample) const noexcept;

  // How many rows a whole segment must give for every row to come from somewhere.
  std::int64_t needed_rows() const noexcept;

  // Keeps of the network's output, float32 [count, rows of a segment, labels], the rows of `owned`: float32
  // [owned.size(), labels]. Where the last segment gives fewer, `owned` ends with what it gives.
  std::vector<float> join(std::vector<float> output, std::int64_t first_segment, std::int64_t count,
                          std::int64_t labels, Span& owned) const;

 private:
  SegmentGrid segments_;
  SegmentGrid rows_;
  std::int64_t stride_;  // 0: one row a segment
};

}  // namespace nightjar
