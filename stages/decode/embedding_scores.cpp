#include <algorithm>
#include <cassert>
#include <cmath>
#include <span>

#include "stages/decode/embeddings.h"
#include "stages/decode/row_grid.h"

namespace nightjar {
namespace {

bool in_range(std::span<const float> row) {
  return std::ranges::all_of(row, [](float x) { return std::abs(x) <= kLargestValue; });
}

// False where there is no length.
bool make_unit(std::span<float> row) {
  double square = 0;
  for (const float x : row) square += static_cast<double>(x) * static_cast<double>(x);
  const double length = std::sqrt(square);
  if (!(length > 0)) return false;
  for (float& x : row) x = static_cast<float>(static_cast<double>(x) / length);
  return true;
}

}  // namespace

void score_embeddings(const EmbeddingSpec& spec, ScoreBatch& batch) {
  const auto width = static_cast<std::size_t>(spec.dimensions);
  assert(batch.scores.size() == static_cast<std::size_t>(batch.rows) * width);
  for (std::size_t i = 0; i < static_cast<std::size_t>(batch.rows); ++i) {
    const std::span<float> row(batch.scores.data() + i * width, width);
    if (batch.valid[i] && in_range(row) && (spec.normalization == "none" || make_unit(row))) continue;
    batch.valid[i] = 0;
    std::ranges::fill(row, 0.0F);
  }
}

std::int64_t rows_apart(const Manifest& m) {
  const SegmentGrid rows = RowGrid(m).rows();
  const bool bounded = m.stride_samples > 0 && m.context_samples != kUnboundedContext;
  const std::int64_t heard = bounded ? m.stride_samples + 2 * m.context_samples : m.segment_samples;
  return (heard + rows.hop_samples - 1) / rows.hop_samples;
}

float anomaly_score(float distance, float limit) {
  return distance > 0 ? distance / (distance + limit) : 0;
}

}  // namespace nightjar
