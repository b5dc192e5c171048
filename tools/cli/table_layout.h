// The lines of a table for people: its columns, bars and colours.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/cli/terminal.h"

namespace nightjar::cli {

enum class Colour { none, good, bad, heading };

struct TableRow {
  std::int64_t start_us = 0;
  std::int64_t end_us = 0;
  std::string kind{};             // in the place of a score
  bool is_loss = false;           // coloured as such
  std::optional<double> score{};  // 0 to 1
  std::string text{};             // printable
  bool inner = false;             // belongs to the row before: its text is indented
};

// Each appends whole lines to `out`. Text that does not fit goes on in the next line, below its beginning; so
// all but a heading are as wide as the style says at most, where that is 40 columns or more.
void append_heading(std::string& out, const TableStyle& style, std::string_view text);

// Start, end, a bar with its number, and the text; where there are fewer than 60 columns, without end and
// bar.
void append_row(std::string& out, const TableStyle& style, const TableRow& row);

// `word`, coloured, and what is to be said of it.
void append_note(std::string& out, const TableStyle& style, std::string_view word, Colour colour,
                 std::string_view text);

}  // namespace nightjar::cli
