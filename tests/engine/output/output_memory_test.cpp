// What waits is bounded in memory by the budget, and on the disk by itself.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>

#include "engine/output/ordered_output.h"
#include "tests/engine/output/gated_sink.h"

namespace nightjar {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kHeapIsGlibcs = false;
#else
constexpr bool kHeapIsGlibcs = true;
#endif

constexpr std::int64_t kBudget = 1 << 20;

std::int64_t heap_bytes() {
  return kHeapIsGlibcs ? static_cast<std::int64_t>(mallinfo2().uordblks) : 0;
}

TEST(OutputMemory, thousands_of_closed_streams_wait_for_the_first_within_the_budget) {
  GatedSink sink(true, 1 << 20);
  OrderedOutput output(sink, {.memory_bytes = kBudget});
  std::string want = "first";
  const std::int64_t before = heap_bytes();
  for (std::size_t stream = 1; stream <= 2000; ++stream) {
    for (int chunk = 0; chunk < 10; ++chunk) {
      const std::string text(2000, static_cast<char>('a' + (stream + static_cast<std::size_t>(chunk)) % 26));
      output.append(stream, text);
    }
    output.close(stream);
    ASSERT_LE(output.backlog().memory_bytes, kBudget + (1 << 16));
  }
  EXPECT_EQ(output.backlog().waiting_bytes, 2000 * 20000);
  EXPECT_GE(output.backlog().file_bytes, 2000 * 20000 - kBudget);
  EXPECT_LE(heap_bytes() - before, output.backlog().memory_bytes + 4096);  // what it says of itself is true
  for (std::size_t stream = 1; stream <= 2000; ++stream) {
    for (std::size_t chunk = 0; chunk < 10; ++chunk)
      want.append(2000, static_cast<char>('a' + (stream + chunk) % 26));
  }
  output.append(0, "first");
  output.close(0);
  EXPECT_EQ(output.finish(), 0);
  EXPECT_TRUE(sink.text() == want);
}

TEST(OutputMemory, streams_that_are_not_started_or_were_written_cost_nothing) {
  GatedSink sink;
  OrderedOutput output(sink, {});
  for (std::size_t stream = 0; stream < 100000; ++stream) output.close(stream);
  output.append(100000, "x");
  while (output.backlog().waiting_bytes > 0) std::this_thread::yield();
  EXPECT_LT(output.backlog().memory_bytes, 1000);
}

TEST(OutputMemory, the_file_is_no_longer_than_the_most_that_waited) {
  GatedSink sink(false, 1 << 16);
  OrderedOutput output(sink, {.memory_bytes = 0});
  const std::string text(30000, 'x');
  std::int64_t most = 0;
  for (int round = 0; round < 50; ++round) {
    sink.shut();
    for (int i = 0; i <= round % 7; ++i) {
      output.append(0, text);
      most = std::max(most, output.backlog().waiting_bytes);
      EXPECT_LE(output.backlog().file_bytes, most);
    }
    sink.open();
    if (round % 5 == 0) {
      while (output.backlog().waiting_bytes > 0) std::this_thread::yield();
      EXPECT_EQ(output.backlog().file_bytes, 0);
    }
  }
  EXPECT_EQ(output.finish(), 0);
  EXPECT_LT(most, 50 * 30000);
}

}  // namespace
}  // namespace nightjar
