// none: the scores are there already; one outside 0 to 1 is none.
// softmax: p_i = exp(x_i - max) / sum_j exp(x_j - max); sigmoid: p = 1 / (1 + exp(-x)). Both without
// overflow, in double.
#include <algorithm>
#include <cassert>
#include <cmath>

#include "stages/decode/tags.h"

namespace nightjar {
namespace {

void softmax(std::span<float> row) {
  const double max = *std::max_element(row.begin(), row.end());
  double sum = 0;
  for (const float x : row) sum += std::exp(x - max);
  for (float& x : row) x = static_cast<float>(std::exp(x - max) / sum);
}

void sigmoid(std::span<float> row) {
  for (float& x : row) {
    const double e = std::exp(-std::abs(static_cast<double>(x)));
    x = static_cast<float>((x < 0 ? e : 1.0) / (1.0 + e));
  }
}

bool all_finite(std::span<const float> row) {
  return std::all_of(row.begin(), row.end(), [](float x) { return std::isfinite(x); });
}

bool all_scores(std::span<const float> row) {
  return std::all_of(row.begin(), row.end(), [](float x) { return x >= 0 && x <= 1; });
}

void none(std::span<float>) {}

}  // namespace

void score_tags(const TagSpec& spec, std::int64_t labels, ScoreBatch& batch) {
  const auto width = static_cast<std::size_t>(labels);
  const auto rows = static_cast<std::size_t>(batch.rows);
  assert(batch.valid.size() == rows && batch.scores.size() == rows * width);
  assert(spec.activation == "softmax" || spec.activation == "sigmoid" || spec.activation == "none");
  const auto activate = spec.activation == "softmax" ? softmax : spec.activation == "none" ? none : sigmoid;
  const auto usable = spec.activation == "none" ? all_scores : all_finite;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::span<float> row(batch.scores.data() + i * width, width);
    if (batch.valid[i] && usable(row)) {
      activate(row);
    } else {
      batch.valid[i] = 0;
      std::fill(row.begin(), row.end(), 0.0F);
    }
  }
}

}  // namespace nightjar
