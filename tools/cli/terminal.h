// What a terminal is like, as far as text for people depends on it.
#pragma once

namespace nightjar::cli {

bool is_terminal(int fd);

// Whether text on it can be taken away again: a terminal, and TERM is not "dumb".
bool can_redraw(int fd);

// Columns of the terminal at `fd`, as it is now; where there is none, or it does not say, those of COLUMNS,
// else 80. At least 1.
int columns_of(int fd);

struct TableStyle {
  int columns = 80;
  bool colour = false;  // see wants_colour()
  bool blocks = false;  // bars of block characters (U+2588 to U+258F), not of '#': the locale is of UTF-8
};

// Colours: on a terminal, unless NO_COLOR is set and not empty (https://no-color.org), or TERM is "dumb" or
// not set.
TableStyle table_style_of(int fd);

}  // namespace nightjar::cli
