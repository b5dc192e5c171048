// The queue allocates nothing for a request.
#include "tests/engine/queue/queue_fixture.h"
#include "tests/support/malloc_meter.h"

namespace nightjar {
namespace {

using QueueAllocationTest = QueueTest;

TEST_F(QueueAllocationTest, a_request_costs_the_networks_output_and_nothing_else) {
  if (!test::malloc_is_metered()) GTEST_SKIP() << "sanitizers have a malloc of their own";
  std::atomic<int> calls = 0;
  InferQueue queue = queue_of(4, 2);
  queue.set_callback([&](const InferRequest&, const std::any&) { ++calls; });
  const auto run = [&queue](int n) {
    for (int i = 0; i < n; ++i) queue.start_async(Echo(1), i);
    queue.wait_all();
  };
  run(100);  // what threads allocate once
  constexpr int kRequests = 10'000;
  const std::int64_t before = test::malloc_calls();
  run(kRequests);
  EXPECT_EQ(test::malloc_calls() - before, kRequests);
  EXPECT_EQ(calls, 100 + kRequests);
}

}  // namespace
}  // namespace nightjar
