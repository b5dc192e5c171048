// Lower and upper case of UTF-8 text, without a locale.
#pragma once

#include <string>
#include <string_view>

namespace nightjar {

// Letter for letter (Unicode's simple case mappings) in Basic Latin, Latin-1, Latin Extended-A, Greek and
// Cyrillic; other letters, and bytes that are no UTF-8, stay as they are.
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

}  // namespace nightjar
