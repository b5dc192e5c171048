#include "engine/output/ordered_output.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <random>

#include "tests/engine/output/gated_sink.h"

namespace nightjar {
namespace {

TEST(OrderedOutput, streams_leave_in_order_whatever_the_order_they_come_in) {
  GatedSink sink;
  OrderedOutput output(sink, {});
  output.append(2, "e");
  output.append(0, "a");
  output.close(2);
  output.append(1, "c");
  output.append(0, "b");
  output.append(1, "d");
  output.close(1);
  output.close(0);
  EXPECT_EQ(output.finish(), 0);
  EXPECT_EQ(sink.text(), "abcde");
}

TEST(OrderedOutput, the_stream_whose_turn_it_is_leaves_before_it_is_closed) {
  GatedSink sink;
  OrderedOutput output(sink, {});
  output.append(0, "now");
  while (output.backlog().waiting_bytes > 0) std::this_thread::yield();
  EXPECT_EQ(sink.text(), "now");
}

TEST(OrderedOutput, a_stream_without_bytes_holds_nobody_up_once_closed) {
  GatedSink sink;
  OrderedOutput output(sink, {});
  output.append(1, "b");
  output.close(1);
  output.append(0, "");
  output.close(0);
  while (output.backlog().waiting_bytes > 0) std::this_thread::yield();
  EXPECT_EQ(sink.text(), "b");
}

TEST(OrderedOutput, streams_that_were_never_closed_are_written_at_the_end) {
  GatedSink sink;
  OrderedOutput output(sink, {});
  output.append(7, "c");
  output.append(3, "b");
  output.append(0, "a");
  EXPECT_EQ(output.finish(), 0);
  EXPECT_EQ(sink.text(), "abc");
}

TEST(OrderedOutput, one_append_far_larger_than_memory_goes_through_the_disk_whole) {
  GatedSink sink(true, 100000);
  OrderedOutput output(sink, {.memory_bytes = 1000});
  std::string text(3'000'000, ' ');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 31 % 251);
  output.append(1, text);
  EXPECT_EQ(output.backlog().file_bytes, 3'000'000);
  output.append(0, text);
  EXPECT_EQ(output.finish(), 0);
  EXPECT_TRUE(sink.text() == text + text);
}

// What stream `s` consists of.
std::vector<std::string> chunks_of(std::size_t s) {
  std::mt19937 random(static_cast<unsigned>(s));
  std::vector<std::string> out(random() % 12);
  for (std::string& chunk : out) chunk.assign(1 + random() % 3000, static_cast<char>('a' + random() % 26));
  return out;
}

TEST(OrderedOutput, many_threads_and_streams_keep_every_byte_in_order) {
  constexpr std::size_t kStreams = 400;
  std::string want;
  for (std::size_t s = 0; s < kStreams; ++s) {
    for (const std::string& chunk : chunks_of(s)) want += chunk;
  }
  for (const std::int64_t memory : {0, 20'000, 100'000'000}) {
    GatedSink sink(true, 4096);
    OrderedOutput output(sink, {.memory_bytes = memory, .waiting_bytes = 50'000});
    std::atomic<std::size_t> next = 0;
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        std::mt19937 random(t);
        for (std::size_t s; (s = next++) < kStreams;) {
          for (const std::string& chunk : chunks_of(s)) {
            output.append(s, chunk);
            if (random() % 4 == 0) std::this_thread::yield();
            if (random() % 8 == 0) output.admits(s + random() % 3);
          }
          output.close(s);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(output.finish(), 0);
    EXPECT_TRUE(sink.text() == want) << memory;
    EXPECT_EQ(output.backlog().memory_bytes, 0);
    EXPECT_EQ(output.backlog().file_bytes, 0);
  }
}

}  // namespace
}  // namespace nightjar
