// The queue from outside its callbacks. Nothing here depends on how long anything takes.
#include "nightjar/infer_queue.h"

#include <algorithm>
#include <future>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "tests/engine/queue/queue_fixture.h"
#include "tests/engine/support/stub_state.h"

namespace nightjar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using InferQueueTest = QueueTest;
constexpr auto kLong = std::chrono::hours(1);

TEST_F(InferQueueTest, calls_back_for_each_request_with_its_outputs_userdata_and_latency) {
  InferQueue queue = queue_of(3);
  std::mutex mutex;
  std::map<int, float> got;
  queue.set_callback([&](const InferRequest& request, const std::any& userdata) {
    EXPECT_EQ(std::any_cast<int>(request.userdata()), std::any_cast<int>(userdata));
    EXPECT_EQ(&request, &queue[request.id()]);
    EXPECT_GT(request.latency().count(), 0);
    EXPECT_FLOAT_EQ(first_of(request.outputs()), 2 * first_of(request.inputs()));
    const std::lock_guard lock(mutex);
    got[std::any_cast<int>(userdata)] = first_of(request.outputs());
  });
  for (int i = 0; i < 20; ++i) queue.start_async(Echo(static_cast<float>(i)), i);
  queue.wait_all();
  ASSERT_EQ(got.size(), 20u);
  for (const auto& [userdata, output] : got) EXPECT_EQ(output, static_cast<float>(2 * userdata));
}

TEST_F(InferQueueTest, takes_what_the_model_makes_of_a_segment) {
  const StubBackend backend;
  const Model model = stub_model(backend);
  const std::vector<float> sound = tone(6000, 1, 16000);
  const std::vector<float> input = model.input_of(sound);
  EXPECT_EQ(input.size(), 24u * 97u);
  InferQueue queue(model);
  const std::vector<std::int64_t>& shape = model.properties().input.shape;
  queue.start_async(batch_view(input.data(), 1, std::span(shape).subspan(1)));
  queue.wait_all();
  EXPECT_EQ(std::ranges::max_element(queue[0].outputs().values()) - queue[0].outputs().values().begin(), 2)
      << "\"high\"";
  EXPECT_THROW(model.input_of(std::span(sound).first(100)), SetupError);
}

TEST_F(InferQueueTest, has_as_many_requests_as_asked_for_or_else_the_optimal_number) {
  EXPECT_EQ(queue_of(7).size(), 7u);
  EXPECT_EQ(queue_of(0, 3).size(), 3u) << "one a stream";
  const Model model = echo_model(backend_, {.num_streams = 2, .num_requests = 5});
  EXPECT_EQ(InferQueue(model).size(), 5u);
}

TEST_F(InferQueueTest, iterates_over_its_requests) {
  const InferQueue queue = queue_of(3);
  std::vector<std::size_t> ids;
  for (const InferRequest& request : queue) {
    ids.push_back(request.id());
    EXPECT_EQ(request.outputs().size(), 0) << "before the first run";
    request.wait();
  }
  EXPECT_THAT(ids, ElementsAre(0, 1, 2));
}

TEST_F(InferQueueTest, starts_no_more_threads_than_streams_or_requests_and_prepares_each) {
  queue_of(2, 8).start_async(Echo(1));
  EXPECT_EQ(backend_.threads_prepared, 2);
  queue_of(9, 3).start_async(Echo(1));
  EXPECT_EQ(backend_.threads_prepared, 2 + 3);
}

TEST_F(InferQueueTest, refuses_what_it_cannot_be) {
  EXPECT_THROW(queue_of(1025), SetupError);
  const StubStateBackend with_state;
  const Model model(std::make_shared<const LoadedModel>(stub_state_manifest(), with_state));
  try {
    const InferQueue queue(model);
    FAIL();
  } catch (const SetupError& e) {
    EXPECT_EQ(e.code(), ErrorCode::bad_option);
    EXPECT_THAT(e.what(), HasSubstr("keeps state"));
  }
}

TEST_F(InferQueueTest, refuses_an_input_of_another_shape_and_starts_nothing) {
  InferQueue queue = queue_of(1);
  const std::vector<float> values(12);
  for (const ConstTensorView& input :
       {ConstTensorView{values.data(), {3, 4}, 2}, ConstTensorView{values.data(), {1, 5}, 2},
        ConstTensorView{values.data(), {4}, 1}, ConstTensorView{nullptr, {1, 4}, 2}, ConstTensorView{}}) {
    try {
      queue.start_async(input);
      FAIL();
    } catch (const SetupError& e) {
      EXPECT_EQ(e.code(), ErrorCode::bad_option);
      EXPECT_THAT(e.what(), HasSubstr("for model echo"));
      EXPECT_THAT(e.what(), HasSubstr("expected float32 [2 or 1, 4]"));
    }
  }
  EXPECT_TRUE(queue.is_ready());
  queue.start_async({values.data(), {2, 4}, 2});
  queue.wait_all();
  EXPECT_EQ(queue[0].outputs().size(), 8);
}

TEST_F(InferQueueTest, makes_a_producer_wait_while_all_requests_are_busy) {
  std::latch gate(1);
  std::atomic<int> ended = 0;
  hold(gate);
  InferQueue queue = queue_of(2);
  queue.set_callback([&](const InferRequest&, const std::any&) { ++ended; });
  EXPECT_TRUE(queue.is_ready());
  EXPECT_TRUE(queue.try_start_async(Echo(1)));
  EXPECT_TRUE(queue.try_start_async(Echo(2)));
  EXPECT_FALSE(queue.is_ready());
  EXPECT_FALSE(queue.try_start_async(Echo(3)));
  EXPECT_FALSE(
      queue.start_async_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(1), Echo(3)));
  auto third = std::async(std::launch::async, [&] {
    queue.start_async(Echo(3));
    return ended.load();
  });
  auto fourth = std::async(std::launch::async, [&] {
    return queue.start_async_until(std::chrono::steady_clock::now() + kLong, Echo(4)).has_value();
  });
  auto id = std::async(std::launch::async, [&] {
    queue.idle_request_id();
    return ended.load();
  });
  gate.count_down();
  EXPECT_GE(third.get(), 1) << "it came in before one had ended";
  EXPECT_TRUE(fourth.get());
  EXPECT_GE(id.get(), 1);
  queue.wait_all();
  EXPECT_EQ(ended, 4);
}

TEST_F(InferQueueTest, counts_a_request_as_idle_only_once_its_callback_has_returned) {
  std::latch in_callback(1), gate(1);
  InferQueue queue = queue_of(1);
  queue.set_callback([&](const InferRequest&, const std::any&) {
    in_callback.count_down();
    gate.wait();
  });
  queue.start_async(Echo(1));
  in_callback.wait();
  EXPECT_FALSE(queue.is_ready());
  EXPECT_FALSE(queue.try_start_async(Echo(2)));
  gate.count_down();
  queue.wait_all();
  EXPECT_TRUE(queue.is_ready());
}

TEST_F(InferQueueTest, hands_out_the_request_that_is_idle_for_longest) {
  InferQueue queue = queue_of(3);
  std::vector<std::size_t> ids;
  for (int i = 0; i < 5; ++i) {
    const std::size_t next = queue.idle_request_id();
    ids.push_back(queue.start_async(Echo(1)));
    EXPECT_EQ(ids.back(), next);
    queue.wait_all();
  }
  EXPECT_THAT(ids, ElementsAre(0, 1, 2, 0, 1));
}

TEST_F(InferQueueTest, waits_for_one_request_while_another_is_busy) {
  std::latch gate(1);
  *backend_.hook = [&gate](float value) -> Expected<void> {
    if (value == 1) gate.wait();
    return {};
  };
  InferQueue queue = queue_of(2);
  const std::size_t held = queue.start_async(Echo(1));
  const std::size_t free = queue.start_async(Echo(2));
  queue[free].wait();
  EXPECT_EQ(first_of(queue[free].outputs()), 4);
  gate.count_down();
  queue[held].wait();
  EXPECT_EQ(first_of(queue[held].outputs()), 2);
}

TEST_F(InferQueueTest, calls_back_on_the_thread_that_ran_the_model_and_several_at_once) {
  std::mutex mutex;
  std::map<float, std::thread::id> ran, called;
  *backend_.hook = [&](float value) -> Expected<void> {
    const std::lock_guard lock(mutex);
    ran[value] = std::this_thread::get_id();
    return {};
  };
  std::latch both(2);
  InferQueue queue = queue_of(2);
  queue.set_callback([&](const InferRequest& request, const std::any&) {
    {
      const std::lock_guard lock(mutex);
      called[first_of(request.inputs())] = std::this_thread::get_id();
    }
    both.arrive_and_wait();
  });
  queue.start_async(Echo(1));
  queue.start_async(Echo(2));
  queue.wait_all();
  EXPECT_EQ(ran, called);
  EXPECT_NE(called[1], called[2]);
  EXPECT_NE(called[1], std::this_thread::get_id());
}

TEST_F(InferQueueTest, copies_inputs_and_keeps_outputs_until_the_request_is_started_again) {
  std::latch gate(1);
  hold(gate);
  InferQueue queue = queue_of(2);
  Echo input(5);
  queue.start_async(input, 7);
  input.values.fill(0);
  gate.count_down();
  queue.start_async(Echo(6));
  queue.wait_all();
  EXPECT_THAT(queue[0].inputs().values(), testing::Each(5));
  EXPECT_THAT(queue[0].outputs().values(), testing::Each(10));
  EXPECT_EQ(queue[0].outputs().rank, 2);
  EXPECT_EQ(std::any_cast<int>(queue[0].userdata()), 7);
}

TEST_F(InferQueueTest, uses_a_callback_for_what_is_started_after_it_was_set) {
  std::latch gate(1);
  hold(gate);
  std::atomic<int> first = 0, second = 0;
  InferQueue queue = queue_of(3);
  queue.set_callback([&](const InferRequest&, const std::any&) { ++first; });
  queue.start_async(Echo(1));
  queue.set_callback([&](const InferRequest&, const std::any&) { ++second; });
  queue.start_async(Echo(2));
  queue.set_callback({});
  queue.start_async(Echo(3));
  gate.count_down();
  queue.wait_all();
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 1);
}

TEST_F(InferQueueTest, answers_submitted_inputs_by_futures_that_outlive_it) {
  std::vector<std::future<InferResult>> futures;
  std::atomic<int> calls = 0;
  {
    InferQueue queue = queue_of(2);
    queue.set_callback([&](const InferRequest&, const std::any&) { ++calls; });
    for (int i = 0; i < 10; ++i) futures.push_back(queue.submit(Echo(static_cast<float>(i))));
  }
  for (int i = 0; i < 10; ++i) {
    const InferResult result = futures[static_cast<std::size_t>(i)].get();
    EXPECT_THAT(result.shape, ElementsAre(1, 4));
    EXPECT_THAT(result.values, testing::Each(static_cast<float>(2 * i)));
  }
  EXPECT_EQ(calls, 0);
}

TEST_F(InferQueueTest, finishes_what_was_started_before_it_is_destroyed) {
  std::atomic<int> ended = 0;
  std::latch gate(1);
  hold(gate);
  {
    InferQueue queue = queue_of(5, 2);
    queue.set_callback([&](const InferRequest&, const std::any&) { ++ended; });
    for (int i = 0; i < 5; ++i) queue.start_async(Echo(1));
    gate.count_down();
  }
  EXPECT_EQ(ended, 5);
}

}  // namespace
}  // namespace nightjar
