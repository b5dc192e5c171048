#include "tools/cli/console.h"

#include <poll.h>
#include <unistd.h>

#include "tools/cli/terminal.h"

namespace nightjar::cli {
namespace {

constexpr int kPatienceMs = 200;
// Carriage return, then "erase to the end of the line" (ECMA-48).
constexpr const char* kEraseLine = "\r\x1b[K";

}  // namespace

void Console::move_to(int fd) {
  const std::lock_guard lock(mutex_);
  fd_ = fd;
}

bool Console::can_redraw() const {
  return cli::can_redraw(fd_);
}

int Console::columns() const {
  return columns_of(fd_);
}

void Console::print(std::string_view message) {
  const std::lock_guard lock(mutex_);
  std::string text = drawn_.empty() ? "" : kEraseLine;
  text.append(message).append("\n").append(drawn_);
  write_soon(text);
}

void Console::show_progress(std::string_view line) {
  const std::lock_guard lock(mutex_);
  progress_ = line;
  if (!hidden_) draw(progress_);
}

void Console::hide_progress() {
  const std::lock_guard lock(mutex_);
  hidden_ = true;
  draw("");
}

void Console::reveal_progress() {
  const std::lock_guard lock(mutex_);
  hidden_ = false;
  draw(progress_);
}

void Console::draw(const std::string& line) {
  if (line == drawn_) return;
  drawn_ = line;
  write_soon(kEraseLine + drawn_);
}

// A pipe that poll calls writable takes at least PIPE_BUF bytes without waiting.
void Console::write_soon(const std::string& text) {
  constexpr std::size_t kPiece = 4096;
  for (std::size_t at = 0; at < text.size();) {
    pollfd ready{fd_, POLLOUT, 0};
    if (poll(&ready, 1, kPatienceMs) <= 0) return;
    const ssize_t n = write(fd_, text.data() + at, std::min(kPiece, text.size() - at));
    if (n <= 0) return;
    at += static_cast<std::size_t>(n);
  }
}

// Never destroyed: threads may write to it to the very end.
Console& console() {
  static Console& shared = *new Console(STDERR_FILENO);
  return shared;
}

}  // namespace nightjar::cli
