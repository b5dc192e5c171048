#include "tools/cli/terminal_sink.h"

#include <algorithm>
#include <climits>
#include <string_view>
#include <utility>

#include "tools/cli/console.h"
#include "tools/cli/terminal.h"

namespace nightjar::cli {
namespace {

// Up to the last line break in what is written at once; all of it where there is none.
std::span<const char> whole_lines(std::span<const char> bytes) {
  const std::string_view text(bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
  const std::size_t end = text.rfind('\n');
  return bytes.first(end == std::string_view::npos ? text.size() : end + 1);
}

}  // namespace

TerminalSink::TerminalSink(int fd, std::string name)
    : out_(fd, std::move(name)), terminal_(is_terminal(fd)) {}

Expected<std::size_t> TerminalSink::write_some(std::span<const char> bytes,
                                               std::chrono::milliseconds patience) {
  if (!terminal_) return out_.write_some(bytes, patience);
  bytes = whole_lines(bytes);
  console().hide_progress();
  auto written = out_.write_some(bytes, patience);
  if (!written || *written == 0 || bytes[*written - 1] == '\n') console().reveal_progress();
  return written;
}

}  // namespace nightjar::cli
