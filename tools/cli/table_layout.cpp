#include "tools/cli/table_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr int kMargin = 2;  // of all but headings; and between columns
constexpr int kClockColumns = 10;
constexpr int kKindColumns = 7;  // "skipped"
constexpr int kBarColumns = 10;
constexpr int kLeastText = 8;
constexpr int kWideTable = 60;

std::string spaces(int n) {
  return std::string(static_cast<std::size_t>(std::max(0, n)), ' ');
}

// Colours of the terminal's own scheme, which chose them for its background; black and white are not among
// them. ECMA-48, "select graphic rendition".
std::string coloured(const TableStyle& style, std::string_view text, Colour colour) {
  if (!style.colour || colour == Colour::none || text.empty()) return std::string(text);
  const char* code = colour == Colour::good ? "32" : colour == Colour::bad ? "31" : "1";
  return std::string("\x1b[") + code + "m" + std::string(text) + "\x1b[0m";
}

// Of block characters there is one for each eighth of a column.
std::string bar(double score, bool blocks) {
  const int per_column = blocks ? 8 : 1;
  const auto steps = static_cast<int>(std::lround(std::clamp(score, 0.0, 1.0) * kBarColumns * per_column));
  const int whole = steps / per_column, part = steps % per_column;
  std::string text;
  for (int i = 0; i < whole; ++i) text += blocks ? "\u2588" : "#";
  if (part > 0) text.append("\xE2\x96").append(1, static_cast<char>(0x90 - part));  // U+258F: one eighth
  return text + spaces(kBarColumns - whole - (part > 0 ? 1 : 0));
}

}  // namespace

void append_heading(std::string& out, const TableStyle& style, std::string_view text) {
  out += coloured(style, text, Colour::heading) + "\n";
}

void append_row(std::string& out, const TableStyle& style, const TableRow& row) {
  const bool wide = style.columns >= kWideTable;
  const std::string gutter = spaces(kMargin);
  std::string front = gutter + right(format_clock(row.start_us), kClockColumns) + gutter;
  int used = kMargin + kClockColumns + kMargin;
  if (wide) {
    front += right(format_clock(row.end_us), kClockColumns) + gutter;
    used += kClockColumns + kMargin;
  }
  const std::string number = row.score ? fixed(*row.score, 2) : "";
  const int cell = wide ? kBarColumns + 1 + 4 : kKindColumns;
  if (!row.score) {
    front += coloured(style, row.kind, row.is_loss ? Colour::bad : Colour::none) +
             spaces(cell - width_of(row.kind));
  } else if (wide) {
    front += coloured(style, bar(*row.score, style.blocks), Colour::good) + " " + number;
  } else {
    front += left(number, kKindColumns);
  }
  front += gutter;
  used += cell + kMargin;
  const std::string indent = spaces(row.inner ? kMargin : 0);
  for (const std::string& line :
       wrap(row.text, std::max(kLeastText, style.columns - used - width_of(indent)))) {
    out += std::exchange(front, spaces(used)) + indent + line + "\n";
  }
}

void append_note(std::string& out, const TableStyle& style, std::string_view word, Colour colour,
                 std::string_view text) {
  std::string front = spaces(kMargin) + coloured(style, word, colour);
  // In place of the word, with its colour, stands something as wide that is not broken.
  const std::string all = std::string(static_cast<std::size_t>(width_of(word)), 'x').append(text);
  std::size_t skip = word.size();
  for (const std::string& line : wrap(all, std::max(kLeastText, style.columns - 2 * kMargin))) {
    out += std::exchange(front, spaces(2 * kMargin)) + line.substr(std::min(skip, line.size())) + "\n";
    skip = 0;
  }
}

}  // namespace nightjar::cli
