// Text that came from elsewhere, for a terminal: a file's name must neither move its cursor nor change what
// is read there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nightjar::cli {

// Bytes that a terminal must not see become \xNN: controls of ASCII and of Unicode (C1 too, which some obey),
// the marks that turn the direction of text, line separators, and what is not UTF-8.
std::string printable(std::string_view text);

// Columns that `text` takes, which is UTF-8 and printable: none for marks that combine, two for what is wide
// in East Asian scripts, and emoji (UAX 11; by blocks, not by characters).
int width_of(std::string_view text);

// `text`, which is printable, as lines of at most `columns` (at least 1), broken at spaces where there are
// some, else between code points. Never empty.
std::vector<std::string> wrap(std::string_view text, int columns);

}  // namespace nightjar::cli
