#include "tools/cli/stop_signals.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <string_view>
#include <utility>

#include "nightjar/error.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/foreign_output.h"

namespace nightjar::cli {
namespace {

// The descriptor that the next signal is written to; -1: it leaves at once. A signal handler may touch little
// more.
std::atomic<int> awaited_on = -1;
static_assert(std::atomic<int>::is_always_lock_free);

constexpr std::string_view kLeft = "nightjar: left at once; what was not written is lost\n";
constexpr std::uint64_t kSignalled = 1, kQuit = std::uint64_t{1} << 32;

extern "C" void on_stop_signal(int) {
  const int fd = awaited_on.exchange(-1);
  if (fd < 0) {
    [[maybe_unused]] const ssize_t n = write(real_standard_error(), kLeft.data(), kLeft.size());
    _exit(static_cast<int>(ExitCode::interrupted));
  }
  const int saved = errno;
  [[maybe_unused]] const ssize_t n = write(fd, &kSignalled, sizeof kSignalled);
  errno = saved;
}

}  // namespace

void leave_on_stop_signals() {
  struct sigaction action {};
  action.sa_handler = on_stop_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

StopSignals::StopSignals(std::function<void()> on_stop)
    : on_stop_(std::move(on_stop)), event_fd_(eventfd(0, EFD_CLOEXEC)) {
  if (event_fd_ < 0) throw SetupError(ErrorCode::internal_error, "eventfd failed: too many open files?");
  thread_ = std::thread([this] { wait(); });
  awaited_on = event_fd_;
}

StopSignals::~StopSignals() {
  awaited_on = -1;
  [[maybe_unused]] const ssize_t n = write(event_fd_, &kQuit, sizeof kQuit);
  thread_.join();
  close(event_fd_);
}

void StopSignals::wait() {
  std::uint64_t events = 0;
  ssize_t n = 0;
  do {
    n = read(event_fd_, &events, sizeof events);
  } while (n < 0 && errno == EINTR);
  if (events % kQuit == 0) return;
  stopped_ = true;
  on_stop_();
}

}  // namespace nightjar::cli
