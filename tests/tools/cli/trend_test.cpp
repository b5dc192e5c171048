#include "tools/cli/soak/trend.h"

#include <gtest/gtest.h>

#include <vector>

#include "tools/cli/median.h"
#include "tools/cli/soak/thinned.h"

namespace nightjar::cli {
namespace {

std::vector<Point> points_of(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < x.size(); ++i) points.push_back({x[i], y[i]});
  return points;
}

// The values that follow are those of scipy.stats.theilslopes(y, x, 0.95), SciPy 1.17.1.
TEST(Trend, is_that_of_scipy_with_an_outlier) {
  const auto trend = trend_of(points_of({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
                                        {3.1, 2.7, 4.4, 3.9, 5.2, 4.1, 5.0, 40.0, 6.3, 5.5, 7.1, 6.2}));
  ASSERT_TRUE(trend.has_value());
  EXPECT_NEAR(trend->slope, 0.35, 1e-12);
  EXPECT_NEAR(trend->low, 0.2, 1e-12);
  EXPECT_NEAR(trend->high, 0.525, 1e-12);
}

TEST(Trend, is_that_of_scipy_where_there_is_none) {
  const auto trend = trend_of(points_of({0, .5, .7, 1.9, 2.2, 3.0, 4.5, 5.1, 5.9, 7.3},
                                        {1.2, .8, 1.5, .1, .9, 2.2, -.4, 1.1, .3, 1.0}));
  ASSERT_TRUE(trend.has_value());
  EXPECT_NEAR(trend->slope, -0.04545454545454549, 1e-12);
  EXPECT_NEAR(trend->low, -0.35555555555555557, 1e-12);
  EXPECT_NEAR(trend->high, 0.3125, 1e-12);
}

TEST(Trend, of_a_line_is_its_slope) {
  const auto trend = trend_of(points_of({0, 1, 3, 4, 9}, {5, 3, -1, -3, -13}));
  ASSERT_TRUE(trend.has_value());
  EXPECT_EQ(trend->slope, -2);
  EXPECT_EQ(trend->low, -2);
  EXPECT_EQ(trend->high, -2);
}

TEST(Trend, needs_two_places) {
  EXPECT_FALSE(trend_of({}).has_value());
  EXPECT_FALSE(trend_of(points_of({1}, {1})).has_value());
  EXPECT_FALSE(trend_of(points_of({1, 1}, {1, 2})).has_value());
}

TEST(Median, is_in_the_middle) {
  EXPECT_EQ(median_of({}), 0);
  EXPECT_EQ(median_of(std::vector<double>{3, 1, 9}), 3);
  EXPECT_EQ(median_of(std::vector<double>{3, 1, 9, 4}), 3.5);
}

TEST(Thinned, keeps_a_bounded_and_even_choice) {
  for (const int count : {3, 8, 9, 16, 17, 1000, 4097}) {
    Thinned<int> series(8);
    for (int i = 0; i < count; ++i) series.add(i);
    const std::vector<int>& kept = series.values();
    EXPECT_LE(kept.size(), 8U);
    EXPECT_GE(kept.size(), count < 4 ? 3U : 4U);
    const int step = kept[1] - kept[0];
    for (std::size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i], static_cast<int>(i) * step) << count;
    EXPECT_LT(count - 1 - kept.back(), step) << count;
  }
}

}  // namespace
}  // namespace nightjar::cli
