// Standard error: messages, and on a terminal one line of progress below them.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>

namespace nightjar::cli {

// Safe for concurrent use. It never waits long: where standard error takes nothing (a stalled pipe, a stopped
// terminal), text is dropped, since a command must not hang on its remarks.
class Console {
 public:
  explicit Console(int fd) : fd_(fd) {}

  // From now on it writes there. Borrows it.
  void move_to(int fd);

  // One message on a line of its own.
  void print(std::string_view message);
  // Draws `line` where the last one was; empty takes it away. For terminals only.
  void show_progress(std::string_view line);

  bool is_terminal() const;
  int width() const;  // columns of the terminal; 80 where unknown

 private:
  void write_soon(const std::string& text);

  std::atomic<int> fd_;
  std::mutex mutex_;
  std::string progress_;
};

// The one of standard error.
Console& console();

}  // namespace nightjar::cli
