#include "tools/cli/stop_signals.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <utility>

#include "nightjar/error.h"
#include "tools/cli/exit_code.h"

namespace nightjar::cli {
namespace {

// What a signal handler may touch: a lock-free counter and the descriptor it writes to.
std::atomic<int> signals_seen = 0;
std::atomic<int> event_fd = -1;
static_assert(std::atomic<int>::is_always_lock_free);

constexpr std::uint64_t kSignalled = 1, kQuit = std::uint64_t{1} << 32;

extern "C" void on_stop_signal(int) {
  if (signals_seen.fetch_add(1) > 0) _exit(static_cast<int>(ExitCode::interrupted));
  const int saved = errno;
  [[maybe_unused]] const ssize_t n = write(event_fd.load(), &kSignalled, sizeof kSignalled);
  errno = saved;
}

void set_handler(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

StopSignals::StopSignals() {
  event_fd = eventfd(0, EFD_CLOEXEC);
  if (event_fd < 0) throw SetupError(ErrorCode::internal_error, "eventfd failed: too many open files?");
  signals_seen = 0;
  thread_ = std::thread([this] { wait_for_signal(); });
  set_handler(on_stop_signal);
}

StopSignals::~StopSignals() {
  set_handler(SIG_DFL);
  [[maybe_unused]] const ssize_t n = write(event_fd.load(), &kQuit, sizeof kQuit);
  thread_.join();
  close(event_fd.exchange(-1));
}

void StopSignals::when_stopped(std::function<void()> action) {
  const std::lock_guard lock(mutex_);
  action_ = std::move(action);
  if (stopped_ && action_) action_();
}

void StopSignals::wait_for_signal() {
  std::uint64_t events = 0;
  ssize_t n = 0;
  do {
    n = read(event_fd.load(), &events, sizeof events);
  } while (n < 0 && errno == EINTR);
  if (events % kQuit == 0) return;
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  if (action_) action_();
}

}  // namespace nightjar::cli
