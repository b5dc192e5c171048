#include "tests/tools/cli/program.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace nightjar::cli {
namespace {

int unnamed_file(const std::string& content) {
  const int fd = memfd_create("nightjar-test", MFD_CLOEXEC);
  if (fd < 0 || write(fd, content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
    throw std::runtime_error("no file in memory");
  }
  lseek(fd, 0, SEEK_SET);
  return fd;
}

// Both ends of a terminal.
std::array<int, 2> open_terminal(int columns) {
  std::array<int, 2> ends{posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), -1};
  if (ends[0] < 0 || grantpt(ends[0]) != 0 || unlockpt(ends[0]) != 0) throw std::runtime_error("no terminal");
  ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY | O_CLOEXEC);
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  ioctl(ends[1], TIOCSWINSZ, &size);
  return ends;
}

std::string all_of(int fd) {
  std::string text;
  std::array<char, 65536> block{};
  for (ssize_t n; (n = read(fd, block.data(), block.size())) > 0;)
    text.append(block.data(), static_cast<std::size_t>(n));
  return text;
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments, const ProgramOptions& options) {
  std::array<int, 2> fds{};
  if (options.output_file.empty()) {
    if (pipe2(fds.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    if (options.pipe_bytes > 0) fcntl(fds[1], F_SETPIPE_SZ, options.pipe_bytes);
  } else {
    fds = {-1, open(options.output_file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
  }
  const int in_fd = unnamed_file(options.input);
  std::array<int, 2> terminal{-1, -1};
  if (options.terminal_columns > 0) terminal = open_terminal(options.terminal_columns);
  terminal_ = options.terminal_columns > 0;
  err_fd_ = terminal_ ? terminal[0] : unnamed_file("");

  const std::string program = options.program.empty() ? NIGHTJAR_PROGRAM : options.program;
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
    if (options.bound_by_permissions) {
      prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
      prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH);
    }
    dup2(in_fd, STDIN_FILENO);
    dup2(options.output_to_terminal ? terminal[1] : fds[1], STDOUT_FILENO);
    dup2(options.terminal_columns > 0 ? terminal[1] : err_fd_, STDERR_FILENO);
    for (const int stream : options.closed) close(stream);
    execv(program.c_str(), argv.data());
    _exit(127);
  }
  close(in_fd);
  close(fds[1]);
  if (terminal[1] >= 0) close(terminal[1]);
  out_fd_ = fds[0];
}

Program::~Program() {
  if (!reaped_) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close_output();
  if (err_fd_ >= 0) close(err_fd_);
}

std::string Program::read_line() {
  std::string line;
  for (char c = 0; c != '\n' && read(out_fd_, &c, 1) == 1;) line += c;
  return line;
}

int Program::bytes_ready() const {
  int bytes = 0;
  return ioctl(out_fd_, FIONREAD, &bytes) == 0 ? bytes : 0;
}

void Program::close_output() {
  if (out_fd_ >= 0) close(out_fd_);
  out_fd_ = -1;
}

void Program::close_terminal() {
  close(err_fd_);
  err_fd_ = -1;
}

void Program::signal(int number) const {
  kill(pid_, number);
}

bool Program::running() {
  if (!reaped_ && waitpid(pid_, &status_, WNOHANG) == pid_) reaped_ = true;
  return !reaped_;
}

Ended Program::wait() {
  std::string out = out_fd_ >= 0 ? all_of(out_fd_) : "";
  Ended ended = wait_without_reading();
  ended.out = std::move(out);
  return ended;
}

Ended Program::wait_without_reading() {
  // A terminal is read while the program runs, for it holds little; its end is that of the program.
  std::string err = terminal_ ? all_of(err_fd_) : "";
  if (!reaped_ && waitpid(pid_, &status_, 0) == pid_) reaped_ = true;
  if (!terminal_) {
    lseek(err_fd_, 0, SEEK_SET);
    err = all_of(err_fd_);
  }
  return {.code = WIFEXITED(status_) ? WEXITSTATUS(status_) : -1, .out = "", .err = std::move(err)};
}

Ended nightjar(const std::vector<std::string>& arguments, const ProgramOptions& options) {
  return Program(arguments, options).wait();
}

bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace nightjar::cli
