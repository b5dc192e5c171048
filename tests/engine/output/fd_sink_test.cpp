#include "engine/output/fd_sink.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>

#include "engine/output/ordered_output.h"

namespace nightjar {
namespace {

using ::testing::HasSubstr;

constexpr std::chrono::milliseconds kSoon{1};

// A pipe or a pair of sockets.
struct Pair {
  int out = -1, in = -1;

  explicit Pair(bool socket) {
    std::array<int, 2> fds{};
    EXPECT_EQ(socket ? socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()) : pipe(fds.data()), 0);
    out = fds[1];
    in = fds[0];
  }
  ~Pair() {
    close(out);
    close_reader();
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void close_reader() {
    if (in >= 0) close(std::exchange(in, -1));
  }
};

// Writes until the sink takes no more; returns how much it took.
std::size_t fill(FdSink& sink) {
  const std::string block(100000, 'x');
  for (std::size_t total = 0;;) {
    const auto n = sink.write_some(block, kSoon);
    if (!n || *n == 0) return total;
    total += *n;
  }
}

TEST(FdSink, a_full_pipe_or_socket_takes_nothing_and_holds_nobody_up) {
  for (const bool socket : {false, true}) {
    const Pair pair(socket);
    const int flags = fcntl(pair.out, F_GETFL);
    FdSink sink(pair.out, "the output");
    EXPECT_GT(fill(sink), 4096U);
    EXPECT_EQ(sink.write_some(std::string_view("more"), kSoon).value(), 0U);
    EXPECT_EQ(fcntl(pair.out, F_GETFL), flags);  // others share it: O_NONBLOCK is not ours to set
    std::string some(65536, '\0');
    ASSERT_GT(read(pair.in, some.data(), some.size()), 0);
    EXPECT_GT(sink.write_some(std::string_view("more"), kSoon).value(), 0U);
  }
}

TEST(FdSink, a_closed_pipe_or_socket_is_output_closed) {
  std::signal(SIGPIPE, SIG_IGN);
  for (const bool socket : {false, true}) {
    Pair pair(socket);
    pair.close_reader();
    FdSink sink(pair.out, "standard output");
    const auto n = sink.write_some(std::string_view("text"), kSoon);
    ASSERT_FALSE(n);
    EXPECT_EQ(n.error().code, ErrorCode::output_closed);
    EXPECT_THAT(n.error().message, HasSubstr("standard output was closed"));
  }
}

TEST(FdSink, a_full_disk_is_output_failed_with_its_cause) {
  const int fd = open("/dev/full", O_WRONLY);
  ASSERT_GE(fd, 0);
  FdSink sink(fd, "results.jsonl");
  const auto n = sink.write_some(std::string_view("text"), kSoon);
  close(fd);
  ASSERT_FALSE(n);
  EXPECT_EQ(n.error().code, ErrorCode::output_failed);
  EXPECT_EQ(n.error().message, "cannot write to results.jsonl: No space left on device");
}

TEST(FdSink, an_output_that_is_not_open_is_output_failed) {
  FdSink sink(9999, "standard output");
  EXPECT_EQ(sink.write_some(std::string_view("text"), kSoon).error().code, ErrorCode::output_failed);
}

TEST(FdSink, everything_arrives_through_a_pipe_read_slowly) {
  const Pair pair(false);
  FdSink sink(pair.out, "the pipe");
  OrderedOutput output(sink, {.memory_bytes = 10000, .waiting_bytes = 1 << 20});
  std::string want;
  for (std::size_t stream = 0; stream < 200; ++stream) {
    std::string text(5000, static_cast<char>('a' + stream % 26));
    output.append(stream, text);
    output.close(stream);
    want += text;
  }
  std::string got;
  std::thread reader([&] {
    std::array<char, 777> block{};
    while (got.size() < want.size()) {
      const ssize_t n = read(pair.in, block.data(), block.size());
      if (n <= 0) return;
      got.append(block.data(), static_cast<std::size_t>(n));
    }
  });
  EXPECT_EQ(output.finish(), 0);
  reader.join();
  EXPECT_TRUE(got == want);
}

TEST(FdSink, a_stop_ends_the_wait_for_a_stalled_pipe) {
  const Pair pair(false);
  FdSink sink(pair.out, "the pipe");
  OrderedOutput output(sink, {});
  output.append(0, std::string(1 << 20, 'x'));
  output.close(0);
  std::stop_source stop;
  stop.request_stop();
  const std::int64_t lost = output.finish(stop.get_token(), std::chrono::milliseconds(10));
  EXPECT_EQ(lost, (1 << 20) - 65536);  // a pipe holds 64 KiB
  EXPECT_TRUE(output.status());
}

}  // namespace
}  // namespace nightjar
