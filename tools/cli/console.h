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
  // Draws `line` where the last one was; empty takes it away. Only where can_redraw().
  void show_progress(std::string_view line);
  // Takes it away until it is asked for again, so that something else can be written to the same terminal.
  void hide_progress();
  void reveal_progress();

  bool can_redraw() const;
  int columns() const;

 private:
  void draw(const std::string& line);
  void write_soon(const std::string& text);

  std::atomic<int> fd_;
  std::mutex mutex_;
  std::string progress_;  // to be shown
  std::string drawn_;     // that is there
  bool hidden_ = false;
};

// The one of standard error.
Console& console();

}  // namespace nightjar::cli
