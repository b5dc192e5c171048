// The commands' options and helps.
#pragma once

#include "tools/cli/command_line.h"

namespace CLI {  // NOLINT(readability-identifier-naming): it is what CLI11 calls itself
class App;
}

namespace nightjar::cli {

// Adds every command to `app`. When `app` parses the name of one, `chosen` becomes that command with the
// options given; it may outlive `app`, which must not outlive `chosen`.
void add_commands(CLI::App& app, Action& chosen);

}  // namespace nightjar::cli
