#include "tools/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

namespace nightjar::cli {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// POSIX: the first of the three that is set and not empty decides.
bool locale_is_utf8() {
  std::string_view locale;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (locale.empty()) locale = variable(name);
  }
  std::string upper;
  for (const char c : locale) {
    if (c != '-') upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return upper.find("UTF8") != std::string::npos;
}

}  // namespace

bool is_terminal(int fd) {
  return isatty(fd) == 1;
}

bool can_redraw(int fd) {
  return is_terminal(fd) && variable("TERM") != "dumb";
}

int columns_of(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const std::string_view text = variable("COLUMNS");
  int columns = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
  return error == std::errc() && end == text.data() + text.size() && columns > 0 ? columns : 80;
}

TableStyle table_style_of(int fd) {
  return {.columns = columns_of(fd),
          .colour = can_redraw(fd) && !variable("TERM").empty() && variable("NO_COLOR").empty(),
          .blocks = locale_is_utf8()};
}

}  // namespace nightjar::cli
