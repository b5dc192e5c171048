// Thousands of runs with random limits, on streams that sleep, fail, throw, refuse and are stopped at random.
#include <chrono>
#include <random>
#include <string>
#include <thread>

#include "engine/graph/graph.h"
#include "tests/engine/graph/promises.h"
#include "tests/support/thorough.h"

namespace nightjar::graph {
namespace {

// In the quick tier. Sanitizers, under which each takes several times as long, run the first of them.
#ifndef NIGHTJAR_SCHEDULES
#define NIGHTJAR_SCHEDULES 3000
#endif

int schedules() {
  return test::thorough() ? 10'000 : NIGHTJAR_SCHEDULES;
}

TEST(GraphSchedules, keep_every_promise) {
  const int count = schedules();
  for (int seed = 0; seed < count; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const auto pick = [&random](int low, int high) {
      return std::uniform_int_distribution<int>(low, high)(random);
    };
    Limits limits;
    limits.workers = static_cast<std::size_t>(pick(1, 8));
    limits.batches = static_cast<std::size_t>(pick(1, 24));
    limits.streams = static_cast<std::size_t>(pick(1, 6));
    limits.stream_batches = static_cast<std::size_t>(pick(0, 2));
    std::vector<Plan> plans(static_cast<std::size_t>(pick(0, 12)));
    for (auto& plan : plans) {
      plan.batches = pick(0, 12);
      plan.seed = random();
      plan.fail = pick(0, 3) == 0 ? 0.2 : 0;
      plan.raise = pick(0, 3) == 0 ? 0.1 : 0;
      plan.sleep = pick(0, 2) == 0 ? 0.3 : 0;
      plan.refuse = pick(0, 9) == 0;
      if (pick(0, 9) == 0) plan.read_throws_at = pick(0, 5);
      if (pick(0, 9) == 0) plan.merge_throws_at = pick(0, 5);
    }
    const std::size_t streams = plans.size();
    const int stop_after_us = pick(0, 4) == 0 ? pick(0, 500) : -1;
    Observed observed;
    PlannedSource source(observed, std::move(plans));
    {
      Graph graph(limits, source);
      if (stop_after_us >= 0) {
        std::this_thread::sleep_for(std::chrono::microseconds(stop_after_us));
        graph.stop();
      }
      graph.wait();
    }
    expect_promises(observed, limits, streams);
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace nightjar::graph
