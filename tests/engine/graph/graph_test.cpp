// What the graph promises, on streams that behave badly.
#include "engine/graph/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <latch>
#include <thread>

#include "tests/engine/graph/promises.h"

namespace nightjar::graph {
namespace {

using std::chrono_literals::operator""ms;

// A door that lets those who wait pass once it is opened.
class Door {
 public:
  void open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

TEST(Graph, uses_every_worker_for_one_stream) {
  for (const std::size_t workers : {1u, 2u, 8u}) {
    Observed observed;
    std::latch all_inside(static_cast<std::ptrdiff_t>(workers));
    Plan plan;
    plan.batches = static_cast<std::int64_t>(workers);
    plan.in_infer = [&all_inside](std::int64_t) { all_inside.arrive_and_wait(); };  // would hang with fewer
    PlannedSource source(observed, {plan});
    const Limits limits{.workers = workers, .batches = workers, .streams = 1};
    Graph graph(limits, source);
    graph.wait();
    expect_promises(observed, limits, 1);
  }
}

TEST(Graph, calls_on_worker_start_once_on_each_worker) {
  Observed observed;
  PlannedSource source(observed, {});
  std::mutex mutex;
  std::vector<std::thread::id> ids;
  {
    Graph graph({.workers = 5, .batches = 1, .streams = 1}, source, [&] {
      std::lock_guard lock(mutex);
      ids.push_back(std::this_thread::get_id());
    });
  }
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(ids.size(), 5u);
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
}

// 64 streams, 8 workers, one credit: the first stream stalls until all that can be done beside it is done.
TEST(Graph, does_not_lock_up_at_the_smallest_memory_while_the_first_stream_stalls) {
  Observed observed;
  std::vector<Plan> plans(64);
  for (auto& plan : plans) plan.batches = 4;
  plans[0].in_infer = [](std::int64_t) { std::this_thread::sleep_for(50ms); };
  PlannedSource source(observed, plans);
  const Limits limits{.workers = 8, .batches = 1, .streams = 1};
  Graph graph(limits, source);
  graph.wait();
  expect_promises(observed, limits, 64);
}

// The first stream's first batch is held back until every other stream is closed: a stream whose finished
// batches pile up may not take all credits.
TEST(Graph, finishes_all_others_while_the_first_stream_stalls) {
  Observed observed;
  Door door;
  std::atomic<int> others = 0;
  std::vector<Plan> plans(64);
  plans[0].batches = 1000;
  plans[0].in_infer = [&door](std::int64_t index) {
    if (index == 0) door.pass();
  };
  for (std::size_t i = 1; i < plans.size(); ++i) {
    plans[i].on_close = [&others, &door](const std::optional<Error>&) {
      if (++others == 63) door.open();
    };
  }
  PlannedSource source(observed, plans);
  const Limits limits{.workers = 8, .batches = 24, .streams = 16};
  Graph graph(limits, source);
  graph.wait();
  expect_promises(observed, limits, 64);
  EXPECT_EQ(observed.close_order.back(), 0);
}

// Batches of a stream with state run one after the other through every step; 2,000 short streams pass
// meanwhile.
TEST(Graph, runs_short_streams_beside_a_long_one_with_state) {
  Observed observed;
  std::vector<Plan> plans(2001);
  std::vector<std::int64_t> order;
  std::atomic<int> others = 0;
  Door door;
  plans[0].batches = 500;
  plans[0].infer_order = &order;
  plans[0].in_infer = [&door](std::int64_t index) {
    if (index == 250) door.pass();
  };
  for (std::size_t i = 1; i < plans.size(); ++i) {
    plans[i].batches = 2;
    plans[i].on_close = [&](const std::optional<Error>&) {
      if (++others == 2000) door.open();
    };
  }
  PlannedSource source(observed, plans);
  const Limits limits{.workers = 3, .batches = 9, .streams = 6, .stream_batches = 1};
  Graph graph(limits, source);
  graph.wait();
  expect_promises(observed, limits, 2001);
  ASSERT_EQ(order.size(), 500u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

// With one credit beside the oldest stream's, the young ones may not use up what the oldest needs.
TEST(Graph, keeps_a_credit_for_the_oldest_stream) {
  Observed observed;
  Door young_run, old_ran;
  std::vector<Plan> plans(5);
  std::atomic<bool> held = true;
  plans[0].batches = 1;
  plans[0].wants_more = [&held] { return !held; };  // not read before the young ones hold all they can get
  plans[0].in_infer = [&old_ran](std::int64_t) { old_ran.open(); };
  for (std::size_t i = 1; i < plans.size(); ++i) {
    plans[i].batches = 3;
    plans[i].in_infer = [&](std::int64_t) {
      young_run.open();
      old_ran.pass();
    };
  }
  PlannedSource source(observed, plans);
  const Limits limits{.workers = 4, .batches = 3, .streams = 5};
  Graph graph(limits, source);
  young_run.pass();
  held = false;
  graph.poke();
  graph.wait();  // would hang if the young ones held every credit
  expect_promises(observed, limits, 5);
}

TEST(Graph, waits_without_work_for_a_consumer_that_stops_reading) {
  Observed observed;
  std::atomic<bool> taken = true;
  // Of each stream: it was asked after the consumer stopped, or is closed. So no read of it is on its way.
  std::array<std::atomic<bool>, 3> at_rest{};
  std::vector<Plan> plans(at_rest.size());
  for (std::size_t i = 0; i < plans.size(); ++i) {
    plans[i].batches = 50;
    plans[i].wants_more = [&taken, &rests = at_rest[i]] {
      const bool wants = taken;
      if (!wants) rests = true;
      return wants;
    };
    plans[i].on_close = [&rests = at_rest[i]](const std::optional<Error>&) { rests = true; };
  }
  plans[0].in_infer = [&taken](std::int64_t index) {
    if (index == 10) taken = false;
  };
  PlannedSource source(observed, plans);
  const Limits limits{.workers = 2, .batches = 6, .streams = 3};
  Graph graph(limits, source);
  const auto rests = [](const std::atomic<bool>& rest) { return rest.load(); };
  while (!std::all_of(at_rest.begin(), at_rest.end(), rests) || observed.batches.now() > 0)
    std::this_thread::sleep_for(1ms);
  const auto merged = observed.merged.load();
  EXPECT_LT(merged, 150);
  graph.poke();
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(observed.merged, merged) << "a stream was read although its consumer takes nothing";
  taken = true;
  graph.poke();
  graph.wait();
  expect_promises(observed, limits, 3);
  EXPECT_EQ(observed.processed, observed.frames);
}

TEST(Graph, stop_in_the_middle_closes_the_open_as_interrupted_and_the_rest_as_not_started) {
  Observed observed;
  Door inside, go_on;
  std::mutex mutex;
  std::vector<std::string> causes(40);
  std::vector<Plan> plans(40);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    plans[i].batches = 100;
    plans[i].in_infer = [&](std::int64_t) {
      inside.open();
      go_on.pass();
    };
    plans[i].on_close = [&, i](const std::optional<Error>& cause) {
      std::lock_guard lock(mutex);
      causes[i] = cause ? std::string(name(cause->code)) : "none";
    };
  }
  PlannedSource source(observed, plans);
  const Limits limits{.workers = 2, .batches = 6, .streams = 4};
  Graph graph(limits, source);
  inside.pass();
  graph.stop();
  go_on.open();
  graph.wait();
  expect_promises(observed, limits, 40);
  EXPECT_LE(observed.processed, 2 * FakeStream::kFramesPerBatch) << "work was begun after stop";
  EXPECT_GT(observed.processed, 0) << "a batch that was running must be merged";
  EXPECT_EQ(causes.front(), "interrupted");
  EXPECT_EQ(causes.back(), "not_started");
}

TEST(Graph, destruction_in_the_middle_closes_every_stream) {
  Observed observed;
  std::vector<Plan> plans(30);
  for (auto& plan : plans) {
    plan.batches = 1000;
    plan.sleep = 0.1;
  }
  PlannedSource source(observed, plans);
  const Limits limits{.workers = 3, .batches = 9, .streams = 5};
  { Graph graph(limits, source); }
  expect_promises(observed, limits, 30);
}

TEST(Graph, a_failure_costs_one_batch_and_no_other_stream) {
  Observed observed;
  std::vector<Plan> plans(3);
  plans[1].in_infer = [](std::int64_t index) {
    if (index == 2) throw std::runtime_error("broken");
  };
  PlannedSource source(observed, plans);
  const Limits limits{.workers = 2, .batches = 6, .streams = 3};
  Graph graph(limits, source);
  graph.wait();
  expect_promises(observed, limits, 3);
  EXPECT_EQ(observed.gap, FakeStream::kFramesPerBatch);
}

TEST(Graph, refuses_a_limit_of_zero) {
  Observed observed;
  PlannedSource source(observed, {});
  EXPECT_THROW(Graph({.workers = 0, .batches = 1, .streams = 1}, source), SetupError);
  EXPECT_THROW(Graph({.workers = 1, .batches = 0, .streams = 1}, source), SetupError);
  EXPECT_THROW(Graph({.workers = 1, .batches = 1, .streams = 0}, source), SetupError);
}

TEST(Graph, counts_the_calls_of_each_step) {
  Observed observed;
  PlannedSource source(observed, std::vector<Plan>(4));
  Graph graph({.workers = 2, .batches = 4, .streams = 2}, source);
  graph.wait();
  for (const auto& step : graph.stats()) {
    EXPECT_EQ(step.calls, step.step == "open" ? 4 : step.step == "read" ? 24 : 20) << step.step;
  }
}

}  // namespace
}  // namespace nightjar::graph
