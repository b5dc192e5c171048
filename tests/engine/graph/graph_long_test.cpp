// The slow ones: real stalls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/graph/fake_stream.h"

namespace nightjar::graph {
namespace {

// At the smallest memory a stalled stream holds the only credit, so all wait for it; with more, the others
// finish meanwhile. In both, everything is done in the end.
TEST(GraphLong, a_first_stream_that_stalls_for_ten_seconds_locks_nothing_up) {
  for (const std::size_t batches : {1u, 24u}) {
    Observed observed;
    std::vector<Plan> plans(64);
    plans[0].batches = 100;
    plans[0].in_infer = [](std::int64_t index) {
      if (index == 0) std::this_thread::sleep_for(std::chrono::seconds(10));
    };
    std::atomic<bool> first_closed = false;
    std::atomic<int> closed_before_first = 0;
    plans[0].on_close = [&](const std::optional<Error>&) { first_closed = true; };
    for (std::size_t i = 1; i < plans.size(); ++i) {
      plans[i].on_close = [&](const std::optional<Error>&) { closed_before_first += first_closed ? 0 : 1; };
    }
    PlannedSource source(observed, plans);
    Graph graph({.workers = 8, .batches = batches, .streams = batches == 1 ? 1u : 16u}, source);
    graph.wait();
    EXPECT_THAT(observed.violations, testing::IsEmpty());
    EXPECT_EQ(observed.closed, 64);
    EXPECT_EQ(observed.processed, observed.frames);
    EXPECT_EQ(closed_before_first, batches == 1 ? 0 : 63);
  }
}

}  // namespace
}  // namespace nightjar::graph
