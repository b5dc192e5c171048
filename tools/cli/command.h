// The commands: each adds itself, with its options and help, to the command line, and leaves in `action` what
// to do when it was chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <functional>

#include "tools/cli/exit_code.h"

namespace nightjar::cli {

using Action = std::function<ExitCode()>;

void add_run(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_models(CLI::App& app, Action& action);
void add_features(CLI::App& app, Action& action);
void add_doctor(CLI::App& app, Action& action);
void add_bench(CLI::App& app, Action& action);

// --workers N, 1 to 1,024; left at 0 where it is not given.
void add_workers_option(CLI::App& command, std::size_t& workers);

// Parses the command line and does what it says. Never throws: whatever goes wrong is one line on stderr.
ExitCode execute(int argc, const char* const* argv);

}  // namespace nightjar::cli
