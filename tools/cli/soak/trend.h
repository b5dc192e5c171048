// Where a noisy series goes: its slope by the Theil-Sen estimator, which bears outliers and steps.
//
// slope = the median of (y_j - y_i) / (x_j - x_i) over all pairs with x_i < x_j (Theil 1950, Sen 1968). Its
// interval is Sen's, which supposes no distribution: of N pairs over n points, with
// C = z sqrt(n (n - 1) (2 n + 5) / 18), the slopes of rank (N - C) / 2 and (N + C) / 2 + 1. Equal values of y
// make it wider than it need be.
#pragma once

#include <optional>
#include <span>

namespace nightjar::cli {

struct Point {
  double x = 0;
  double y = 0;
};

// Slopes are in units of y for one of x.
struct Trend {
  double slope = 0;
  double low = 0, high = 0;  // with a confidence of 95 %
};

// Takes time and memory for all pairs: a thousand points are half a million. None where no two x differ.
std::optional<Trend> trend_of(std::span<const Point> points);

}  // namespace nightjar::cli
