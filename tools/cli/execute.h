// The whole program.
#pragma once

#include "tools/cli/exit_code.h"

namespace nightjar::cli {

// Parses the command line and does what it says. Never throws: whatever goes wrong is one line on stderr.
ExitCode execute(int argc, const char* const* argv);

}  // namespace nightjar::cli
