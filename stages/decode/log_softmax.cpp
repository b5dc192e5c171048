#include "stages/decode/log_softmax.h"

#include <algorithm>
#include <array>
#include <limits>

#include "stages/decode/stable_math.h"

namespace nightjar {

// Lanes, so that compilers make vector code of it; the result does not depend on how.
float highest_of(std::span<const float> row) {
  constexpr std::size_t kSumLanes = 16;
  std::array<float, kSumLanes> high;
  high.fill(-std::numeric_limits<float>::infinity());
  std::size_t i = 0;
  for (; i + kSumLanes <= row.size(); i += kSumLanes) {
    for (std::size_t j = 0; j < kSumLanes; ++j) high[j] = row[i + j] > high[j] ? row[i + j] : high[j];
  }
  for (; i < row.size(); ++i) high[0] = row[i] > high[0] ? row[i] : high[0];
  return *std::max_element(high.begin(), high.end());
}

float log_normaliser(std::span<const float> row, float highest) {
  double sum = 0;
  for (const float value : row) {
    if (value > highest - 30) sum += stable_exp(static_cast<double>(value - highest));
  }
  return highest + static_cast<float>(stable_log(sum));
}

}  // namespace nightjar
