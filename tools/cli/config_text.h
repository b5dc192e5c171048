// --print-config.
#pragma once

#include <string>

#include "tools/cli/command.h"

namespace nightjar::cli {

// The section of `command` with all values in force, as TOML that --config reads. What is not set and has no
// default that could be given is a comment. Throws SetupError(bad_option) for a value that is not UTF-8,
// which TOML cannot hold.
std::string config_text(const Command& command);

}  // namespace nightjar::cli
