// Who learns what of a request that failed.
#include <future>

#include "tests/engine/queue/queue_fixture.h"

namespace nightjar {
namespace {

using testing::HasSubstr;

struct NotAnException {};

class QueueFailuresTest : public QueueTest {
 protected:
  std::latch gate_{1};

  // What `call` throws.
  template <class Call>
  static RequestFailed failure_of(Call call) {
    try {
      call();
    } catch (const RequestFailed& failure) {
      return failure;
    }
    ADD_FAILURE() << "nothing was thrown";
    return {99, {}, {}, nullptr};
  }
};

TEST_F(QueueFailuresTest, of_the_model_reach_wait_all_with_id_and_userdata_and_others_go_on) {
  fail_below_zero(gate_);
  std::atomic<int> calls = 0;
  InferQueue queue = queue_of(3, 1);
  queue.set_callback([&](const InferRequest&, const std::any&) { ++calls; });
  queue.start_async(Echo(1), 10);
  queue.start_async(Echo(-1), 20);
  queue.start_async(Echo(3), 30);
  gate_.count_down();
  const RequestFailed failure = failure_of([&] { queue.wait_all(); });
  EXPECT_STREQ(failure.what(), "request 1: minus one");
  EXPECT_EQ(failure.request_id(), 1u);
  EXPECT_EQ(failure.code(), ErrorCode::inference_failed);
  EXPECT_EQ(std::any_cast<int>(failure.userdata()), 20);
  EXPECT_EQ(failure.thrown(), nullptr);
  EXPECT_EQ(calls, 2) << "a request that failed is not called back";
  EXPECT_EQ(queue[1].outputs().size(), 0);
  EXPECT_EQ(first_of(queue[2].outputs()), 6);
  queue.wait_all();
  queue.start_async(Echo(1));
  queue.wait_all();
}

TEST_F(QueueFailuresTest, of_a_model_that_throws_are_told_as_well) {
  fail_below_zero(gate_);
  InferQueue queue = queue_of(1);
  gate_.count_down();
  queue.start_async(Echo(-2));
  const RequestFailed failure = failure_of([&] { queue.wait_all(); });
  EXPECT_EQ(failure.code(), ErrorCode::internal_error);
  EXPECT_STREQ(failure.what(), "request 0: model echo: far below");
  *backend_.hook = [](float) -> Expected<void> { throw NotAnException(); };
  queue.start_async(Echo(1));
  EXPECT_THAT(failure_of([&] { queue.wait_all(); }).what(), HasSubstr("unknown type"));
}

TEST_F(QueueFailuresTest, of_a_callback_carry_what_it_threw) {
  InferQueue queue = queue_of(1);
  queue.set_callback([](const InferRequest&, const std::any& userdata) {
    if (std::any_cast<int>(userdata) == 1) throw std::out_of_range("mine");
    throw NotAnException();
  });
  queue.start_async(Echo(1), 1);
  const RequestFailed failure = failure_of([&] { queue.wait_all(); });
  EXPECT_EQ(failure.code(), ErrorCode::internal_error);
  EXPECT_STREQ(failure.what(), "request 0: its callback threw: mine");
  EXPECT_THROW(std::rethrow_exception(failure.thrown()), std::out_of_range);
  queue.start_async(Echo(1), 2);
  EXPECT_THROW(std::rethrow_exception(failure_of([&] { queue.wait_all(); }).thrown()), NotAnException);
}

TEST_F(QueueFailuresTest, reach_the_next_call_one_a_call_the_oldest_first_and_it_starts_nothing) {
  fail_below_zero(gate_);
  InferQueue queue = queue_of(5, 1);
  for (int i = 0; i < 5; ++i) queue.start_async(Echo(-1), i);
  gate_.count_down();
  // The only thread runs them in order: once the last is over, all are.
  EXPECT_EQ(std::any_cast<int>(failure_of([&] { queue[4].wait(); }).userdata()), 4) << "its own";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
  std::vector<std::size_t> ids;
  ids.push_back(failure_of([&] { queue.start_async(Echo(1)); }).request_id());
  ids.push_back(failure_of([&] { queue.try_start_async(Echo(1)); }).request_id());
  ids.push_back(failure_of([&] { queue.start_async_until(deadline, Echo(1)); }).request_id());
  ids.push_back(failure_of([&] { queue.idle_request_id(); }).request_id());
  EXPECT_THAT(ids, testing::ElementsAre(0, 1, 2, 3));
  queue.wait_all();
  for (const InferRequest& request : queue)
    EXPECT_EQ(first_of(request.inputs()), -1) << "nothing was started";
}

TEST_F(QueueFailuresTest, of_submitted_inputs_reach_their_future_alone) {
  fail_below_zero(gate_);
  InferQueue queue = queue_of(1);
  gate_.count_down();
  std::future<InferResult> future = queue.submit(Echo(-1));
  queue.wait_all();
  const RequestFailed failure = failure_of([&] { future.get(); });
  EXPECT_EQ(failure.code(), ErrorCode::inference_failed);
  EXPECT_STREQ(failure.what(), "request 0: minus one");
}

TEST_F(QueueFailuresTest, of_other_requests_are_not_thrown_inside_a_callback) {
  fail_below_zero(gate_);
  InferQueue queue = queue_of(2, 1);
  std::atomic<int> calls = 0;
  queue.set_callback([&](const InferRequest&, const std::any&) {
    if (++calls == 2) return;
    EXPECT_NO_THROW(queue.start_async(Echo(2)));
  });
  queue.start_async(Echo(-1), 1);
  queue.start_async(Echo(1), 2);
  gate_.count_down();
  EXPECT_EQ(failure_of([&] { queue.wait_all(); }).request_id(), 0u);
  EXPECT_EQ(calls, 2);
}

TEST_F(QueueFailuresTest, of_a_callback_that_started_its_request_again_leave_that_running) {
  InferQueue queue = queue_of(1);
  queue.set_callback([&](const InferRequest&, const std::any& userdata) {
    if (std::any_cast<int>(userdata) != 1) return;
    queue.start_async(Echo(2), 2);
    throw std::runtime_error("after all");
  });
  queue.start_async(Echo(1), 1);
  EXPECT_EQ(std::any_cast<int>(failure_of([&] { queue.wait_all(); }).userdata()), 1);
  EXPECT_EQ(first_of(queue[0].outputs()), 4);
}

TEST_F(QueueFailuresTest, that_nobody_asked_for_end_with_the_queue) {
  fail_below_zero(gate_);
  InferQueue queue = queue_of(2);
  queue.start_async(Echo(-1));
  gate_.count_down();
}

}  // namespace
}  // namespace nightjar
