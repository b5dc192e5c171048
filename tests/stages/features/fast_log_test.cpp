#include "stages/features/fast_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace nightjar {
namespace {

// The distance of `got` from `exact` in units of the last place of the float nearest to `exact`.
double ulps(float got, double exact) {
  const float nearest = std::abs(static_cast<float>(exact));
  const double unit =
      static_cast<double>(std::nextafter(nearest, std::numeric_limits<float>::max())) - nearest;
  return std::abs(got - exact) / unit;
}

template <class Fast, class Exact>
double worst_ulps(const std::vector<float>& values, Fast fast, Exact exact) {
  std::vector<float> got = values;
  fast(got);
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i) worst = std::max(worst, ulps(got[i], exact(values[i])));
  return worst;
}

std::vector<float> floats_between(float low, float high, std::int32_t step) {
  std::vector<float> values;
  for (auto bits = std::bit_cast<std::int32_t>(low); bits < std::bit_cast<std::int32_t>(high); bits += step) {
    values.push_back(std::bit_cast<float>(bits));
  }
  values.push_back(high);
  return values;
}

const auto kEverywhere = floats_between(std::numeric_limits<float>::min(), 1e38F, 509);
const auto kAroundOne = floats_between(0.98F, 1.02F, 1);  // where the result is next to zero
constexpr double kClaimedUlps = 2.0;

TEST(FastLog, is_within_two_units_in_the_last_place_of_ln) {
  const auto exact = [](double x) { return std::log(x); };
  for (const auto& values : {kEverywhere, kAroundOne}) {
    const double worst = worst_ulps(values, log_in_place, exact);
    RecordProperty("worst_ulps", std::to_string(worst));
    EXPECT_LE(worst, kClaimedUlps);
  }
}

TEST(FastLog, is_within_two_units_in_the_last_place_of_decibels) {
  const auto exact = [](double x) { return 10 * std::log10(x); };
  for (const auto& values : {kEverywhere, kAroundOne}) {
    const double worst = worst_ulps(values, decibels_in_place, exact);
    RecordProperty("worst_ulps", std::to_string(worst));
    EXPECT_LE(worst, kClaimedUlps);
  }
}

TEST(FastLog, gives_exactly_zero_for_one) {
  std::vector<float> values(5, 1.0F);
  log_in_place(values);
  EXPECT_EQ(values, std::vector<float>(5));
}

}  // namespace
}  // namespace nightjar
