#include "tools/cli/printable.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "stages/write/utf8.h"

namespace nightjar::cli {
namespace {

struct Range {
  char32_t first, last;
};

template <std::size_t n>
bool is_in(const std::array<Range, n>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

// C0, DEL and C1; marks of direction; line and paragraph separators; decode_utf8's bytes that are not UTF-8.
constexpr std::array kUnprintable{Range{0, 0x1F},        Range{0x7F, 0x9F},     Range{0x61C, 0x61C},
                                  Range{0x200E, 0x200F}, Range{0x2028, 0x202E}, Range{0x2066, 0x2069},
                                  Range{0xD800, 0xDFFF}};
// Combining marks, joiners and variation selectors.
constexpr std::array kNarrow{Range{0x300, 0x36F},   Range{0x483, 0x489},   Range{0x591, 0x5BD},
                             Range{0x64B, 0x65F},   Range{0x200B, 0x200D}, Range{0x20D0, 0x20FF},
                             Range{0x302A, 0x302F}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F},
                             Range{0xFEFF, 0xFEFF}};
constexpr std::array kWide{Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0xA4CF},
                           Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
                           Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},
                           Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF},
                           Range{0x20000, 0x3FFFD}};

// What decode_utf8 has read for `c`.
std::size_t bytes_of(char32_t c) {
  if (c >= 0xD800 && c < 0xE000) return 1;
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

int width_of(char32_t c) {
  return is_in(kNarrow, c) ? 0 : is_in(kWide, c) ? 2 : 1;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  for (const char32_t c : decode_utf8(text)) {
    const std::string_view bytes = text.substr(0, bytes_of(c));
    text.remove_prefix(bytes.size());
    if (!is_in(kUnprintable, c)) {
      out += bytes;
      continue;
    }
    for (const char byte : bytes) {
      std::array<char, 8> hex{};
      std::snprintf(hex.data(), hex.size(), "\\x%02x", static_cast<unsigned char>(byte));
      out += hex.data();
    }
  }
  return out;
}

int width_of(std::string_view text) {
  int width = 0;
  for (const char32_t c : decode_utf8(text)) width += width_of(c);
  return width;
}

std::vector<std::string> wrap(std::string_view text, int columns) {
  std::vector<std::string> lines{""};
  int width = 0;
  std::size_t space = std::string::npos;  // the last one of the line
  for (const char32_t c : decode_utf8(text)) {
    const std::string_view bytes = text.substr(0, bytes_of(c));
    text.remove_prefix(bytes.size());
    if (width + width_of(c) > columns && !lines.back().empty()) {
      std::string rest;
      if (c != ' ' && space > 0 && space != std::string::npos) {
        rest = lines.back().substr(space + 1);
        lines.back().resize(space);
      }
      width = width_of(rest);
      lines.push_back(std::move(rest));
      space = std::string::npos;
      if (c == ' ') continue;
    }
    if (c == ' ') space = lines.back().size();
    lines.back() += bytes;
    width += width_of(c);
  }
  return lines;
}

}  // namespace nightjar::cli
