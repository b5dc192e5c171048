// What a callback may ask of its own queue.
#include <future>

#include "tests/engine/queue/queue_fixture.h"

namespace nightjar {
namespace {

using InsideCallbackTest = QueueTest;

TEST_F(InsideCallbackTest, with_none_idle_it_starts_its_own_request_again_and_wait_all_waits_for_the_chain) {
  InferQueue queue = queue_of(1);
  std::vector<int> chain;
  queue.set_callback([&](const InferRequest& request, const std::any& userdata) {
    const int n = std::any_cast<int>(userdata);
    chain.push_back(n);
    EXPECT_TRUE(queue.is_ready());
    EXPECT_EQ(queue.idle_request_id(), request.id());
    if (n == 100) return;
    EXPECT_EQ(queue.start_async(Echo(static_cast<float>(n)), n + 1), request.id());
  });
  queue.start_async(Echo(0), 0);
  queue.wait_all();
  ASSERT_EQ(chain.size(), 101u);
  EXPECT_TRUE(std::ranges::is_sorted(chain));
  EXPECT_EQ(first_of(queue[0].outputs()), 2 * 99);
}

TEST_F(InsideCallbackTest, it_takes_an_idle_request_before_its_own) {
  InferQueue queue = queue_of(2);
  std::atomic<int> calls = 0;
  queue.set_callback([&](const InferRequest& request, const std::any&) {
    if (++calls > 1) return;
    EXPECT_NE(queue.start_async(Echo(2)), request.id());
  });
  queue.start_async(Echo(1));
  queue.wait_all();
  EXPECT_EQ(calls, 2);
}

TEST_F(InsideCallbackTest, what_would_wait_for_it_throws_or_gives_nothing) {
  InferQueue queue = queue_of(1);
  bool first = true;
  queue.set_callback([&](const InferRequest& request, const std::any&) {
    if (!std::exchange(first, false)) return;
    EXPECT_THROW(queue.wait_all(), WouldDeadlock);
    EXPECT_THROW(request.wait(), WouldDeadlock);
    EXPECT_TRUE(queue.try_start_async(Echo(2)));
    EXPECT_FALSE(queue.is_ready());
    EXPECT_FALSE(queue.try_start_async(Echo(3)));
    EXPECT_FALSE(queue.start_async_until(std::chrono::steady_clock::now() + std::chrono::hours(1), Echo(3)));
    EXPECT_THROW(queue.start_async(Echo(3)), WouldDeadlock);
    EXPECT_THROW(queue.submit(Echo(3)), WouldDeadlock);
    EXPECT_THROW(queue.idle_request_id(), WouldDeadlock);
  });
  queue.start_async(Echo(1));
  queue.wait_all();
  EXPECT_EQ(first_of(queue[0].outputs()), 4);
}

TEST_F(InsideCallbackTest, a_request_started_again_keeps_its_outputs_and_userdata_until_it_returns) {
  InferQueue queue = queue_of(1);
  bool first = true;
  queue.set_callback([&](const InferRequest& request, const std::any& userdata) {
    if (!std::exchange(first, false)) return;
    queue.start_async(request.outputs(), std::string("second"));
    EXPECT_EQ(first_of(request.outputs()), 2);
    EXPECT_EQ(first_of(request.inputs()), 2) << "those of the next run";
    EXPECT_EQ(std::any_cast<std::string>(userdata), "first");
    EXPECT_EQ(std::any_cast<std::string>(request.userdata()), "first");
  });
  queue.start_async(Echo(1), std::string("first"));
  queue.wait_all();
  EXPECT_EQ(first_of(queue[0].outputs()), 4);
  EXPECT_EQ(std::any_cast<std::string>(queue[0].userdata()), "second");
}

TEST_F(InsideCallbackTest, a_request_started_again_waits_behind_what_was_started_before) {
  InferQueue queue = queue_of(2, 1);
  std::latch both_started(1);
  std::vector<int> order;
  queue.set_callback([&](const InferRequest&, const std::any& userdata) {
    both_started.wait();
    order.push_back(std::any_cast<int>(userdata));
    if (order.size() == 1) queue.start_async(Echo(1), 3);
  });
  queue.start_async(Echo(1), 1);
  queue.start_async(Echo(1), 2);
  both_started.count_down();
  queue.wait_all();
  EXPECT_THAT(order, testing::ElementsAre(1, 2, 3));
}

TEST_F(InsideCallbackTest, a_future_may_be_the_answer_of_a_request_started_again) {
  InferQueue queue = queue_of(1);
  std::future<InferResult> future;
  queue.set_callback([&](const InferRequest&, const std::any&) { future = queue.submit(Echo(3)); });
  queue.start_async(Echo(1));
  queue.wait_all();
  EXPECT_EQ(future.get().values[0], 6);
}

TEST_F(InsideCallbackTest, another_queue_waits_as_ever) {
  InferQueue second = queue_of(1);
  InferQueue first = queue_of(1);
  first.set_callback([&](const InferRequest&, const std::any&) {
    second.start_async(Echo(1));
    second.start_async(Echo(2));
    second.wait_all();
  });
  first.start_async(Echo(1));
  first.wait_all();
  EXPECT_EQ(first_of(second[0].outputs()), 4);
}

TEST_F(InsideCallbackTest, nothing_is_started_while_the_queue_is_being_destroyed) {
  std::atomic<int> calls = 0, refused = 0;
  std::latch gate(1);
  hold(gate);
  {
    InferQueue queue = queue_of(2);
    queue.set_callback([&](const InferRequest&, const std::any&) {  // as long as it is let
      ++calls;
      try {
        queue.start_async(Echo(1));
      } catch (const QueueClosing&) {
        ++refused;
        EXPECT_FALSE(queue.try_start_async(Echo(1)));
        EXPECT_FALSE(queue.is_ready());
      }
    });
    queue.start_async(Echo(1));
    queue.start_async(Echo(1));
    gate.count_down();
  }
  EXPECT_GE(calls, 2);
  EXPECT_EQ(refused, 2) << "each of both chains ended so";
}

}  // namespace
}  // namespace nightjar
