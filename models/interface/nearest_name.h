// The known name that a mistyped one most likely meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nightjar {

// The entry of `known` with the smallest Levenshtein distance (insert, delete, replace: 1 each) to `name`;
// the first of equals. Empty where `known` is.
std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

}  // namespace nightjar
