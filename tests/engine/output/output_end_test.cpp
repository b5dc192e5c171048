// How an output ends: written, given up, or failed.
#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <mutex>
#include <vector>

#include "engine/output/ordered_output.h"
#include "tests/engine/output/gated_sink.h"
#include "tests/stages/write/file_size_limit.h"

namespace nightjar {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Collects what on_failure says.
struct Failures {
  std::mutex mutex;
  std::vector<std::string> messages;
  std::promise<void> first;

  std::function<void(const Error&)> callback() {
    return [this](const Error& error) {
      const std::lock_guard lock(mutex);
      messages.push_back(error.message);
      if (messages.size() == 1) first.set_value();
    };
  }
};

TEST(OutputEnd, without_a_stop_it_waits_for_a_slow_reader) {
  GatedSink sink(false);
  OrderedOutput output(sink, {});
  output.append(0, "text");
  auto finished = std::async(std::launch::async, [&] { return output.finish({}, milliseconds(0)); });
  EXPECT_EQ(finished.wait_for(milliseconds(20)), std::future_status::timeout);
  sink.open();
  EXPECT_EQ(finished.get(), 0);
  EXPECT_EQ(sink.text(), "text");
}

TEST(OutputEnd, after_a_stop_it_gives_up_on_a_stalled_reader_and_says_how_much_was_lost) {
  GatedSink sink(false);
  OrderedOutput output(sink, {});
  output.append(0, "12345");
  output.append(1, "678");
  std::stop_source stop;
  auto finished =
      std::async(std::launch::async, [&] { return output.finish(stop.get_token(), milliseconds(5)); });
  EXPECT_EQ(finished.wait_for(milliseconds(20)), std::future_status::timeout);
  stop.request_stop();
  EXPECT_EQ(finished.get(), 8);
  EXPECT_TRUE(output.status());
}

TEST(OutputEnd, after_a_stop_a_reader_that_reads_gets_everything) {
  GatedSink sink(true, 1);
  OrderedOutput output(sink, {});
  output.append(0, std::string(5000, 'x'));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(output.finish(stop.get_token(), milliseconds(1000)), 0);
  EXPECT_EQ(sink.text().size(), 5000U);
}

TEST(OutputEnd, without_finish_what_waits_is_dropped) {
  GatedSink sink(false);
  {
    OrderedOutput output(sink, {});
    output.append(0, "a");
    output.append(1, "b");
  }
  EXPECT_EQ(sink.text(), "");
}

TEST(OutputEnd, the_first_error_is_kept_and_told_once_and_the_rest_dropped) {
  GatedSink sink(false);
  Failures failures;
  OrderedOutput output(sink, {.memory_bytes = 4, .waiting_bytes = 4, .on_failure = failures.callback()});
  output.append(0, "12345");
  output.append(1, "12345");
  sink.fail({ErrorCode::output_closed, "the reader left", "", -1});
  failures.first.get_future().wait();
  output.append(0, "more");
  output.append(2, "more");
  output.close(0);
  EXPECT_TRUE(output.admits(1));
  EXPECT_EQ(output.backlog().memory_bytes, 0);
  EXPECT_EQ(output.finish(), 18);
  EXPECT_EQ(output.status().error().code, ErrorCode::output_closed);
  EXPECT_THAT(failures.messages, ElementsAre("the reader left"));
}

TEST(OutputEnd, a_spill_that_fails_is_output_failed) {
  GatedSink sink(false);
  Failures failures;
  OrderedOutput output(
      sink, {.memory_bytes = 0, .spill_folder = "/nowhere/at/all", .on_failure = failures.callback()});
  output.append(1, "12345");
  output.append(1, "12345");
  EXPECT_EQ(output.finish(), 10);
  EXPECT_EQ(output.status().error().code, ErrorCode::output_failed);
  ASSERT_EQ(failures.messages.size(), 1U);
  EXPECT_THAT(failures.messages[0], HasSubstr("/nowhere/at/all: No such file"));
}

TEST(OutputEnd, a_disk_that_is_full_is_output_failed) {
  GatedSink sink(false);
  const FileSizeLimit full(10'000);
  OrderedOutput output(sink, {.memory_bytes = 0});
  output.append(1, std::string(9'000, 'x'));
  EXPECT_TRUE(output.status());
  output.append(1, std::string(9'000, 'x'));
  EXPECT_EQ(output.status().error().code, ErrorCode::output_failed);
  EXPECT_EQ(output.finish(), 18'000);
}

TEST(OutputEnd, many_threads_that_fail_at_once_tell_it_once) {
  const FileSizeLimit full(100);
  for (int round = 0; round < 50; ++round) {
    GatedSink sink(false);
    Failures failures;
    OrderedOutput output(sink, {.memory_bytes = 0, .on_failure = failures.callback()});
    std::vector<std::thread> threads;
    std::atomic<bool> go = false;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        while (!go) std::this_thread::yield();
        output.append(t + 1, std::string(200'000, 'x'));
      });
    }
    go = true;
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(failures.messages.size(), 1U);
    EXPECT_EQ(output.finish(), 800'000);
  }
}

TEST(OutputEnd, a_failure_among_many_threads_ends_cleanly) {
  for (int round = 0; round < 20; ++round) {
    GatedSink sink;
    Failures failures;
    OrderedOutput output(sink, {.memory_bytes = 2'000, .on_failure = failures.callback()});
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t s = t; s < 100; s += 4) {
          for (int i = 0; i < 5; ++i) output.append(s, std::string(300, 'x'));
          if (s == 50) sink.fail({ErrorCode::output_failed, "disk full", "", -1});
          output.close(s);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    output.append(1000, "x");
    const std::int64_t lost = output.finish();
    EXPECT_EQ(lost, 100 * 5 * 300 + 1 - static_cast<std::int64_t>(sink.text().size()));
    EXPECT_THAT(failures.messages, ElementsAre("disk full"));
  }
}

}  // namespace
}  // namespace nightjar
