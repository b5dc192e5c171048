#include "tools/cli/foreign_output.h"

#include <fcntl.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "tools/cli/console.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

constexpr std::array kFatalSignals{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr std::size_t kLongestLine = 4096;

// The standard error of before, and the end of the pipe to read from; -1: nothing is caught. A signal handler
// may touch little more.
std::atomic<int> real_fd = -1;
std::atomic<int> pipe_fd = -1;
std::atomic<bool> logging = false;  // something is read, and not in the log yet
std::atomic<bool> ending = false;   // only pass_on_rest() reads from now on
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

// The program is about to end: lets the log have what was read, and passes on what nobody has read, as it is.
void pass_on_rest() {
  ending = true;
  constexpr timespec kMillisecond{0, 1'000'000};
  for (int ms = 0; ms < 2000 && logging; ++ms) nanosleep(&kMillisecond, nullptr);
  std::array<char, 4096> block;
  for (ssize_t n; pipe_fd >= 0 && (n = read(pipe_fd, block.data(), block.size())) > 0;) {
    if (write(real_fd, block.data(), static_cast<std::size_t>(n)) < 0) break;
  }
}

// The default action is back when it is called (SA_RESETHAND), and follows when it returns.
extern "C" void on_fatal_signal(int number) {
  const int saved = errno;
  pass_on_rest();
  errno = saved;
  raise(number);
}

void handle_fatal_signals(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int number : kFatalSignals) sigaction(number, &action, nullptr);
}

void log_line(std::string_view line) {
  if (!line.empty()) spdlog::warn("a library says: {}", printable(line));
}

}  // namespace

int real_standard_error() {
  const int before = real_fd;
  return before < 0 ? STDERR_FILENO : before;
}

ForeignOutput::ForeignOutput() {
  std::array<int, 2> ends{};
  if (kSanitized || pipe2(ends.data(), O_CLOEXEC) != 0) return;
  const int before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  end_fd_ = eventfd(0, EFD_CLOEXEC);
  if (before < 0 || end_fd_ < 0) {
    for (const int fd : {ends[0], ends[1], before, end_fd_}) {
      if (fd >= 0) close(fd);
    }
    return;
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  real_fd = before;
  pipe_fd = ends[0];
  console().move_to(before);
  handle_fatal_signals(on_fatal_signal);
  [[maybe_unused]] static const int registered = std::atexit(pass_on_rest);
  thread_ = std::thread([this] { log_lines(); });
  dup2(ends[1], STDERR_FILENO);
  close(ends[1]);
}

ForeignOutput::~ForeignOutput() {
  if (!thread_.joinable()) return;
  dup2(real_fd, STDERR_FILENO);
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = write(end_fd_, &one, sizeof one);
  thread_.join();
  handle_fatal_signals(SIG_DFL);
  console().move_to(STDERR_FILENO);
  close(pipe_fd.exchange(-1));
  close(real_fd.exchange(-1));
  close(end_fd_);
}

void ForeignOutput::log_lines() const {
  std::string text;
  std::vector<char> block(std::size_t{1} << 16);  // what a pipe holds: at once, so that lines are seldom cut
  std::array<pollfd, 2> ready{{{pipe_fd, POLLIN, 0}, {end_fd_, POLLIN, 0}}};
  for (bool over = false; !over;) {
    while (poll(ready.data(), ready.size(), -1) < 0 && errno == EINTR) {
    }
    over = ready[1].revents != 0;
    logging = true;
    // `ending` is looked at while `logging` is set, and the other side goes the other way round: so one of
    // the two reads, never both, and a line is cut in one place at most.
    for (ssize_t n; !ending && (n = read(pipe_fd, block.data(), block.size())) > 0;) {
      text.append(block.data(), static_cast<std::size_t>(n));
      std::size_t begin = 0;
      for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
        log_line(std::string_view(text).substr(begin, end - begin));
      }
      text.erase(0, begin);
      if (text.size() < kLongestLine) continue;
      log_line(text);
      text.clear();
    }
    over = over || ending;
    if (over) log_line(text);
    logging = false;
  }
}

}  // namespace nightjar::cli
