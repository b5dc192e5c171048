// How unusual normal sound is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/index/vector_index.h"

namespace nightjar {

// An anomaly score looks at the neighbour of this rank: a thing that was heard once or twice does not make
// itself normal.
inline constexpr std::size_t kNormalNeighbour = 3;

// For each vector, the distance of its kNormalNeighbour-th nearest one, it being left out itself, as are the
// rows of its own recording closer than `rows_apart` (>= 1), which hear some of the same sound. Sorted. Empty
// where there are too few vectors: calibration_needs(). Works on `threads`, and gives the same for any
// number.
//
// Source: the nearest-neighbour anomaly score of S. Ramaswamy, R. Rastogi, K. Shim, Efficient algorithms for
// mining outliers from large data sets, SIGMOD 2000.
std::vector<float> calibrate(const VectorIndex& index, std::int64_t rows_apart, std::size_t threads);

// The least number of vectors.
std::int64_t calibration_needs(std::int64_t rows_apart);

// The smallest of `sorted` (not empty) that at least `share` (0 to 1) of them do not exceed.
float quantile(std::span<const float> sorted, double share);

}  // namespace nightjar
