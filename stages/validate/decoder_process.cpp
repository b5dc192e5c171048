#include "stages/validate/decoder_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace nightjar {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kMaxLastWords = 100;
constexpr milliseconds kStopSlice{50};  // how late a stop is noticed

void close_if_open(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

// The two ends of a pipe; what is not taken is closed.
struct Pipe {
  int ends[2] = {-1, -1};

  bool open() { return ::pipe2(ends, O_CLOEXEC) == 0; }
  int take_read_end() { return std::exchange(ends[0], -1); }
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_if_open(ends[0]);
    close_if_open(ends[1]);
  }
};

// What the child's standard streams are made of, above them: in an app that has closed its own, a pipe may be
// number 1, and the one stream would be overwritten while the other is made.
class Streams {
 public:
  bool add(int from) {
    const int copy = ::fcntl(from, F_DUPFD_CLOEXEC, 3);
    if (copy >= 0) descriptors_[count_++] = copy;
    return copy >= 0;
  }
  int at(int stream) const { return descriptors_[static_cast<std::size_t>(stream)]; }
  Streams() = default;
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  ~Streams() {
    for (std::size_t i = 0; i < count_; ++i) ::close(descriptors_[i]);
  }

 private:
  std::array<int, 3> descriptors_{};
  std::size_t count_ = 0;
};

int spawn(const std::vector<std::string>& arguments, const Streams& streams, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  for (int stream = 0; stream < 3; ++stream) {
    posix_spawn_file_actions_adddup2(&actions, streams.at(stream), stream);
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const int error = ::posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

// From outside, since posix_spawn() cannot: before the program has read a byte of the recording, or nearly.
void limit(pid_t pid) {
  const auto set = [&](auto resource, rlim_t value) {
    const rlimit both{value, value};
    ::prlimit(pid, resource, &both, nullptr);
  };
  set(RLIMIT_AS, DecoderProcess::kMemoryBytes);
  set(RLIMIT_FSIZE, 0);
  set(RLIMIT_CORE, 0);
}

Unexpected cannot_start(const std::string& program, int error) {
  const bool absent = error == ENOENT || error == EACCES || error == ENOTDIR;
  return Unexpected(Error{absent ? ErrorCode::backend_unavailable : ErrorCode::unreadable,
                          "cannot start " + program + ": " + std::generic_category().message(error)});
}

}  // namespace

Expected<DecoderProcess> DecoderProcess::start(const std::vector<std::string>& arguments, int input,
                                               milliseconds patience, std::stop_token stop) {
  Pipe output;
  Pipe errors;
  Streams streams;
  if (!output.open() || !errors.open() || !streams.add(input) || !streams.add(output.ends[1]) ||
      !streams.add(errors.ends[1])) {
    return cannot_start(arguments[0], errno);
  }
  DecoderProcess process;
  process.patience_ = patience;
  process.stop_ = std::move(stop);
  if (const int error = spawn(arguments, streams, process.pid_); error != 0) {
    process.pid_ = -1;
    return cannot_start(arguments[0], error);
  }
  limit(process.pid_);
  process.output_ = output.take_read_end();
  process.errors_ = errors.take_read_end();
  ::fcntl(process.output_, F_SETFL, O_NONBLOCK);
  ::fcntl(process.errors_, F_SETFL, O_NONBLOCK);
  return process;
}

DecoderProcess::DecoderProcess(DecoderProcess&& other) noexcept {
  *this = std::move(other);
}

DecoderProcess& DecoderProcess::operator=(DecoderProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(output_, other.output_);
  std::swap(errors_, other.errors_);
  std::swap(patience_, other.patience_);
  std::swap(stop_, other.stop_);
  std::swap(last_words_, other.last_words_);
  std::swap(stalled_, other.stalled_);
  return *this;
}

DecoderProcess::~DecoderProcess() {
  kill();
  reap();
  close_if_open(output_);
  close_if_open(errors_);
}

// The whole group: what PATH finds may be a script.
void DecoderProcess::kill() {
  if (pid_ > 0) ::kill(-pid_, SIGKILL);
}

int DecoderProcess::reap() {
  int status = 0;
  if (pid_ <= 0) return 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

// Until the output (or else the errors) can be read, or is at its end; false where nothing came in time.
bool DecoderProcess::wait_for(bool output) {
  const auto deadline = steady_clock::now() + patience_;
  while (!stop_.stop_requested()) {
    pollfd ready[2] = {{output ? output_ : -1, POLLIN, 0}, {errors_, POLLIN, 0}};
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    const auto slice = std::clamp<milliseconds>(left, milliseconds(0), kStopSlice);
    const int count = ::poll(ready, 2, static_cast<int>(slice.count()));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0 && left > slice) continue;
    if (count <= 0) return false;
    if (ready[1].revents != 0) drain_errors();
    if (output ? ready[0].revents != 0 : errors_ < 0) return true;
  }
  return false;
}

// What there is of it, so that the program never waits for us to read it.
void DecoderProcess::drain_errors() {
  std::array<char, 4096> bytes{};
  while (errors_ >= 0) {
    const ssize_t got = ::read(errors_, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return close_if_open(errors_);
    last_words_.append(bytes.data(), static_cast<std::size_t>(got));
    if (last_words_.size() > 2 * kMaxLastWords) last_words_.erase(0, last_words_.size() - 2 * kMaxLastWords);
  }
}

std::int64_t DecoderProcess::read(std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size() && output_ >= 0) {
    const ssize_t got = ::read(output_, out.data() + done, out.size() - done);
    if (got > 0) {
      done += static_cast<std::size_t>(got);
    } else if (got == 0) {
      close_if_open(output_);
    } else if (errno == EAGAIN && !wait_for(true)) {
      stalled_ = true;
      kill();
      close_if_open(output_);
    } else if (errno != EAGAIN && errno != EINTR) {
      close_if_open(output_);
    }
  }
  return static_cast<std::int64_t>(done);
}

std::string DecoderProcess::complaint() {
  if (errors_ >= 0 && !wait_for(false)) stalled_ = true;
  // A program may close its streams and live on.
  for (const auto deadline = steady_clock::now() + patience_; pid_ > 0 && !stalled_;) {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0)
      break;
    stalled_ = steady_clock::now() > deadline || stop_.stop_requested();
    std::this_thread::sleep_for(milliseconds(1));
  }
  kill();
  const int status = reap();
  if (stop_.stop_requested()) return "the run was ended";
  if (stalled_) return "it gave no more output for " + std::to_string(patience_.count() / 1000) + " s";
  while (last_words_.ends_with('\n') || last_words_.ends_with('\r')) last_words_.pop_back();
  const std::size_t line = last_words_.find_last_of("\n\r");
  std::string last = line == std::string::npos ? last_words_ : last_words_.substr(line + 1);
  if (last.size() > kMaxLastWords) last.resize(kMaxLastWords);
  if (!last.empty()) return last;
  if (WIFSIGNALED(status)) return "it was ended by signal " + std::to_string(WTERMSIG(status));
  if (WEXITSTATUS(status) != 0) return "it ended with status " + std::to_string(WEXITSTATUS(status));
  return {};
}

}  // namespace nightjar
