#include "tools/cli/tune/comparison.h"

#include <algorithm>
#include <cmath>

#include "tools/cli/median.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr double kWorthIt = 0.03;
constexpr double kAlike = 0.05;
constexpr double kHopeless = 1.1;
constexpr std::size_t kHopelessRounds = 3;

// Between the two values that are nearest.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

std::vector<double> ratios_of(const std::vector<double>& times, const std::vector<double>& others) {
  constexpr double kTick = 1e-9;  // seconds: nothing takes less
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(times.size(), others.size()); ++i)
    ratios.push_back(std::max(times[i], kTick) / std::max(others[i], kTick));
  return ratios;
}

Standing standing_of(const Spread& ratio) {
  if (ratio.median < 1 - kWorthIt && ratio.high < 1) return Standing::faster;
  if (ratio.median > 1 + kWorthIt && ratio.low > 1) return Standing::slower;
  return ratio.low >= 1 - kAlike && ratio.high <= 1 + kAlike ? Standing::same : Standing::unclear;
}

}  // namespace

Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  return {median_of_sorted(values), quantile(values, 0.25), quantile(values, 0.75)};
}

std::string name(Standing standing) {
  switch (standing) {
    case Standing::faster:
      return "faster";
    case Standing::same:
      return "same";
    case Standing::slower:
      return "slower";
    case Standing::unclear:
      break;
  }
  return "unclear";
}

Comparison compare(const std::vector<double>& times, const std::vector<double>& reference) {
  const std::vector<double> ratios = ratios_of(times, reference);
  Comparison comparison{.ratio = spread_of(ratios), .rounds = ratios.size()};
  if (ratios.size() >= kLeastRounds) comparison.standing = standing_of(comparison.ratio);
  return comparison;
}

bool always_slower(const std::vector<double>& times, const std::vector<double>& best) {
  const std::vector<double> ratios = ratios_of(times, best);
  return ratios.size() >= kHopelessRounds && std::ranges::min(ratios) > kHopeless;
}

std::string text_of(const Spread& ratio) {
  return fixed(ratio.median, 2) + " x (" + fixed(ratio.low, 2) + " to " + fixed(ratio.high, 2) + ")";
}

}  // namespace nightjar::cli
