#include "nightjar/latencies.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "engine/graph/latency_counts.h"

namespace nightjar {
namespace {

TEST(Latencies, have_quantiles_to_within_a_bucket) {
  Latencies latencies;
  EXPECT_EQ(latencies.quantile(0.5), 0);
  for (int ms = 1; ms <= 1000; ++ms) latencies.add(ms * 1e-3);
  EXPECT_EQ(latencies.count(), 1000);
  EXPECT_NEAR(latencies.quantile(0.5), 0.5, 0.5 * 0.022);
  EXPECT_NEAR(latencies.quantile(0.95), 0.95, 0.95 * 0.022);
  EXPECT_NEAR(latencies.quantile(0.99), 0.99, 0.99 * 0.022);
  EXPECT_NEAR(latencies.quantile(0), 1e-3, 1e-3 * 0.022);
  EXPECT_NEAR(latencies.quantile(1), 1, 0.022);
}

TEST(Latencies, of_an_interval_are_those_that_came_in_it) {
  Latencies latencies;
  for (int i = 0; i < 100; ++i) latencies.add(10);
  const Latencies before = latencies;
  latencies.add(0.001);
  EXPECT_EQ(latencies.since(before).count(), 1);
  EXPECT_NEAR(latencies.since(before).quantile(0.99), 0.001, 0.00003);
}

TEST(Latencies, count_what_is_out_of_their_range_too) {
  Latencies latencies;
  for (const double seconds : {-1.0, 0.0, 1e-9, 1e9}) latencies.add(seconds);
  EXPECT_EQ(latencies.count(), 4);
  EXPECT_LT(latencies.quantile(0.5), 2e-6);
  EXPECT_GT(latencies.quantile(1), 1000);
}

TEST(LatencyCounts, count_what_every_thread_adds) {
  graph::LatencyCounts counts;
  const auto now = graph::LatencyCounts::Clock::now();
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&counts, now, t] {
        for (int i = 0; i < 10'000; ++i) counts.add_since(now - std::chrono::hours(t < 3 ? -1 : 1));
      });
    }
  }
  EXPECT_EQ(counts.latencies().count(), 40'000);
  EXPECT_LT(counts.latencies().quantile(0.75), 2e-6);  // exactly three of four
  EXPECT_GT(counts.latencies().quantile(0.7501), 1000);
}

}  // namespace
}  // namespace nightjar
