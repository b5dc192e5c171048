#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "engine/output/ordered_output.h"
#include "tests/engine/output/gated_sink.h"

namespace nightjar {
namespace {

// Counts calls and lets a test wait for them.
class Bell {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    ++rung_;
    changed_.notify_all();
  }
  void wait_for(int times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return rung_ >= times; });
  }
  int rung() const {
    const std::lock_guard lock(mutex_);
    return rung_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int rung_ = 0;
};

TEST(BackPressure, past_the_limit_only_the_stream_whose_turn_it_is_is_admitted) {
  GatedSink sink;
  Bell drained;
  OrderedOutput output(sink, {.waiting_bytes = 1000, .on_drained = [&] { drained.ring(); }});
  output.append(1, std::string(1000, 'b'));
  EXPECT_TRUE(output.admits(5));
  output.append(2, "c");
  EXPECT_FALSE(output.admits(5));
  EXPECT_FALSE(output.admits(1));
  EXPECT_TRUE(output.admits(0));
  EXPECT_EQ(drained.rung(), 0);
  output.close(0);  // stream 1 leaves: it is its turn
  drained.wait_for(1);
  while (!output.admits(5)) drained.wait_for(drained.rung() + 1);
}

TEST(BackPressure, a_change_of_turn_is_told_since_the_next_may_go_on) {
  GatedSink sink(false);
  Bell drained;
  OrderedOutput output(sink, {.waiting_bytes = 1000, .on_drained = [&] { drained.ring(); }});
  output.append(2, std::string(2000, 'c'));
  EXPECT_FALSE(output.admits(1));
  output.close(0);
  drained.wait_for(1);
  EXPECT_TRUE(output.admits(1));
  EXPECT_FALSE(output.admits(2));
}

TEST(BackPressure, the_stream_whose_turn_it_is_waits_for_a_stalled_reader) {
  GatedSink sink(false);
  Bell drained;
  OrderedOutput output(sink, {.waiting_bytes = 1000, .on_drained = [&] { drained.ring(); }});
  output.append(0, std::string(1001, 'a'));
  EXPECT_FALSE(output.admits(0));
  EXPECT_EQ(drained.rung(), 0);
  sink.open();
  drained.wait_for(1);
  EXPECT_TRUE(output.admits(0));
}

TEST(BackPressure, bookkeeping_counts_so_that_millions_of_small_streams_are_bounded) {
  GatedSink sink;
  OrderedOutput output(sink, {.memory_bytes = 100'000});
  std::size_t stream = 1;
  for (; output.admits(stream); ++stream) {
    ASSERT_LT(stream, 10'000U);
    output.append(stream, "x");
    output.close(stream);
  }
  EXPECT_LE(output.backlog().memory_bytes, 101'000);
  EXPECT_TRUE(output.admits(0));
}

TEST(BackPressure, nothing_refused_nothing_told) {
  GatedSink sink;
  Bell drained;
  OrderedOutput output(sink, {.waiting_bytes = 10, .on_drained = [&] { drained.ring(); }});
  for (std::size_t stream = 0; stream < 100; ++stream) {
    output.append(stream, std::string(100, 'x'));
    output.close(stream);
  }
  EXPECT_EQ(output.finish(), 0);
  EXPECT_EQ(drained.rung(), 0);
}

}  // namespace
}  // namespace nightjar
