// `nightjar help`.
#pragma once

#include <string>
#include <vector>

#include "tools/cli/command_set.h"

namespace nightjar::cli {

// All about the command with the path `words` ("match", "find"): each option with what it means, its default,
// what may be given, and an example. Of "match", its commands; without words, the help of the program. Throws
// SetupError(bad_option) where there is no such command.
std::string help_page(const CommandSet& set, const std::vector<std::string>& words);

}  // namespace nightjar::cli
