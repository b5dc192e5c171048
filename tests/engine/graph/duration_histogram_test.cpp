#include "engine/graph/duration_histogram.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace nightjar::graph {
namespace {

// Half a bucket: 2^(1/128) - 1.
constexpr double kTolerance = 0.0055;

TEST(DurationHistogram, gives_the_duration_at_a_quantile) {
  DurationHistogram durations;
  for (int ms = 1; ms <= 1000; ++ms) durations.add_s(ms * 1e-3);
  EXPECT_NEAR(durations.quantile_s(0.5), 0.5, 0.5 * kTolerance);
  EXPECT_NEAR(durations.quantile_s(0.95), 0.95, 0.95 * kTolerance);
  EXPECT_NEAR(durations.quantile_s(0.99), 0.99, 0.99 * kTolerance);
  EXPECT_NEAR(durations.quantile_s(0), 0.001, 0.001 * kTolerance);
  EXPECT_NEAR(durations.quantile_s(1), 1, kTolerance);
}

TEST(DurationHistogram, of_nothing_is_zero_and_what_is_out_of_range_counts_at_its_ends) {
  DurationHistogram durations;
  EXPECT_EQ(durations.quantile_s(0.5), 0);
  durations.add_s(-1);
  durations.add_s(0);
  EXPECT_NEAR(durations.quantile_s(1), 1e-6, 1e-6 * kTolerance);
  for (int i = 0; i < 4; ++i) durations.add_s(1e9);
  EXPECT_GT(durations.quantile_s(0.5), 4000);
}

TEST(DurationHistogram, counts_what_every_thread_adds) {
  DurationHistogram durations;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&durations, t] {
        for (int i = 0; i < 10'000; ++i) durations.add_s(t < 3 ? 0.001 : 1);
      });
    }
  }
  EXPECT_NEAR(durations.quantile_s(0.75), 0.001, 0.001 * kTolerance);  // exactly three of four
  EXPECT_NEAR(durations.quantile_s(0.7501), 1, kTolerance);
}

}  // namespace
}  // namespace nightjar::graph
