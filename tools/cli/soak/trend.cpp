#include "tools/cli/soak/trend.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "tools/cli/median.h"

namespace nightjar::cli {
namespace {

constexpr double kZ = 1.959964;  // of the normal distribution, for 95 %

double at_rank(const std::vector<double>& sorted, double rank) {  // 1 is the first
  const auto last = static_cast<std::ptrdiff_t>(sorted.size()) - 1;
  return sorted[static_cast<std::size_t>(
      std::clamp(static_cast<std::ptrdiff_t>(std::llround(rank)) - 1, std::ptrdiff_t{0}, last))];
}

}  // namespace

std::optional<Trend> trend_of(std::span<const Point> points) {
  std::vector<double> slopes;
  slopes.reserve(points.size() * points.size() / 2);
  for (std::size_t j = 0; j < points.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      const double step = points[j].x - points[i].x;
      if (step != 0) slopes.push_back((points[j].y - points[i].y) / step);
    }
  }
  if (slopes.empty()) return std::nullopt;
  std::sort(slopes.begin(), slopes.end());
  const auto n = static_cast<double>(points.size()), pairs = static_cast<double>(slopes.size());
  const double c = kZ * std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
  return Trend{.slope = median_of_sorted(slopes),
               .low = at_rank(slopes, (pairs - c) / 2),
               .high = at_rank(slopes, (pairs + c) / 2 + 1)};
}

}  // namespace nightjar::cli
