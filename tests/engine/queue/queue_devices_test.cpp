// Queues over several devices, made up: which of them runs what.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "nightjar/recognizer.h"
#include "tests/engine/queue/queue_fixture.h"

namespace nightjar {
namespace {

using testing::HasSubstr;

class QueueDevicesTest : public QueueTest {
 protected:
  QueueDevicesTest() {
    backend_.there = {{.name = "GPU", .requests_per_stream = 2, .most_streams = 1}, Device()};
  }
  Model model_for(const ModelOptions& options, const std::vector<std::string>& devices) const {
    return echo_model(backend_, options, devices);
  }
  std::map<std::string, int> runs() const {
    const std::lock_guard lock(backend_.runs->mutex);
    return backend_.runs->by_device;
  }
  // Starts one request after another while none ends, so that each is on a thread of its own.
  void fill(InferQueue& queue) const {
    std::latch gate(1);
    hold(gate);
    for (std::size_t i = 0; i < queue.size(); ++i) queue.start_async(Echo(1));
    int under_way = 0;
    for (int i = 0; i < 2000 && under_way < static_cast<int>(queue.size()); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      under_way = 0;
      for (const auto& [device, count] : runs()) under_way += count;
    }
    EXPECT_EQ(under_way, static_cast<int>(queue.size())) << "at once";
    gate.count_down();
    queue.wait_all();
  }
};

TEST_F(QueueDevicesTest, auto_runs_on_the_first_two_requests_a_stream_at_once) {
  InferQueue queue(model_for({}, {"GPU"}));
  EXPECT_EQ(queue.size(), 2U);
  fill(queue);
  EXPECT_EQ(runs(), (std::map<std::string, int>{{"GPU", 2}}));
}

TEST_F(QueueDevicesTest, cumulative_throughput_runs_on_all_at_once) {
  InferQueue queue(
      model_for({.hint = Hint::cumulative_throughput, .inference_num_threads = 3}, {"GPU", "CPU"}));
  EXPECT_EQ(queue.size(), 5U);
  fill(queue);
  EXPECT_EQ(runs(), (std::map<std::string, int>{{"CPU", 3}, {"GPU", 2}}));
}

TEST_F(QueueDevicesTest, fewer_requests_than_streams_run_on_the_best_device) {
  InferQueue queue(model_for({.hint = Hint::cumulative_throughput}, {"GPU", "CPU"}), {.jobs = 2});
  fill(queue);
  EXPECT_EQ(runs(), (std::map<std::string, int>{{"GPU", 2}}));
}

TEST_F(QueueDevicesTest, threads_of_low_priority_let_others_go_first) {
  for (const Priority priority : {Priority::normal, Priority::low}) {
    InferQueue queue(echo_model(backend_, {.priority = priority, .num_requests = 1}));
    int nice = -1;
    queue.set_callback([&nice](const InferRequest&, const std::any&) {
      nice = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
    });
    const int own = getpriority(PRIO_PROCESS, 0);
    queue.start_async(Echo(1));
    queue.wait_all();
    EXPECT_EQ(nice, priority == Priority::low ? std::max(own, 10) : own);
    EXPECT_EQ(getpriority(PRIO_PROCESS, 0), own);
  }
}

TEST_F(QueueDevicesTest, a_recognizer_refuses_several_since_its_bytes_are_the_same_each_time) {
  const Model model = model_for({.hint = Hint::cumulative_throughput}, {"GPU", "CPU"});
  try {
    const Recognizer engine(model);
    FAIL() << "accepted";
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_option);
    EXPECT_THAT(error.what(), HasSubstr("several devices"));
  }
}

}  // namespace
}  // namespace nightjar
