// All commands of the program.
#pragma once

#include <CLI/CLI.hpp>
#include <deque>

#include "tools/cli/command.h"
#include "tools/cli/command_line.h"

namespace nightjar::cli {

// When `app` parses the name of a command, `chosen` becomes that command with the options given; a copy may
// outlive this object.
struct CommandSet {
  CommandSet();
  CommandSet(const CommandSet&) = delete;
  CommandSet& operator=(const CommandSet&) = delete;

  // That of `app`; null where it is none itself, as "match".
  const Command* find(const CLI::App& app) const;

  CLI::App app;
  std::deque<Command> commands;
  Action chosen;
};

}  // namespace nightjar::cli
