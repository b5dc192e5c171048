// Logits -> the natural logarithms of posteriors; the same bits on every machine (stable_math.h).
#pragma once

#include <span>

namespace nightjar {

// The highest of the row; -infinity of an empty one, and of NaN.
float highest_of(std::span<const float> row);

// ln of the sum of e^row, less what 30 nats below `highest` (finite) adds: 1e-13 each.
float log_normaliser(std::span<const float> row, float highest);

}  // namespace nightjar
