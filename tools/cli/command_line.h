// What a command line asks for.
#pragma once

#include <functional>

#include "tools/cli/exit_code.h"

namespace nightjar::cli {

using Action = std::function<ExitCode()>;

// A command with its options, or to print a help or the version. Throws SetupError(bad_option) for wrong
// usage.
Action parse_command_line(int argc, const char* const* argv);

}  // namespace nightjar::cli
