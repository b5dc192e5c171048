#include "stages/decode/row_grid.h"

#include <algorithm>
#include <cassert>

namespace nightjar {

RowGrid::RowGrid(const Manifest& m)
    : segments_{m.segment_samples, m.hop_samples, lead_samples(m)},
      rows_(m.stride_samples == 0 ? segments_ : SegmentGrid{m.stride_samples, m.stride_samples, 0}),
      stride_(m.stride_samples) {}

Span RowGrid::owned_rows(std::int64_t first_segment, std::int64_t count) const noexcept {
  const std::int64_t next = first_segment + count;
  if (!emissions()) return {first_segment, next};
  return {segments_.owned_begin(first_segment) / stride_, segments_.owned_begin(next) / stride_};
}

std::int64_t RowGrid::end_row(std::int64_t first_segment, std::int64_t count,
                              std::int64_t end) const noexcept {
  if (!emissions()) return first_segment + count;
  return std::max(owned_rows(first_segment, count).begin, (end + stride_ - 1) / stride_);
}

std::int64_t RowGrid::first_row_from(std::int64_t sample) const noexcept {
  const std::int64_t row = row_of(sample);
  return rows_.owned_begin(row) < sample ? row + 1 : row;
}

std::int64_t RowGrid::needed_rows() const noexcept {
  return emissions() ? (segments_.lead_samples + segments_.hop_samples) / stride_ : 1;
}

std::vector<float> RowGrid::join(std::vector<float> output, std::int64_t first_segment, std::int64_t count,
                                 std::int64_t labels, Span& owned) const {
  if (!emissions()) return output;
  const std::int64_t rows = std::ssize(output) / (count * labels);
  std::vector<float> joined;
  joined.reserve(static_cast<std::size_t>(owned.size() * labels));
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t origin = (first_segment + i) * segments_.hop_samples / stride_;
    Span own = owned_rows(first_segment + i, 1);
    if (i + 1 == count) own.end = owned.end = std::min(owned.end, origin + rows);
    own = intersect(own, owned);
    assert(own.empty() || (own.begin >= origin && own.end <= origin + rows));
    const auto begin = output.begin() + (i * rows + own.begin - origin) * labels;
    joined.insert(joined.end(), begin, begin + own.size() * labels);
  }
  return joined;
}

}  // namespace nightjar
