// The options of each command, and the end of its help: exit codes and an example.
#pragma once

#include "tools/cli/commands.h"

namespace CLI {
class App;
}

namespace nightjar::cli {

// CLI11 leaves a command at `--` once each of its positionals has a value, and reads what follows as options
// of the program. Commands that take inputs have this one, which never gets any: the list of inputs before it
// takes all. Not for the help.
inline constexpr const char* kNeverFilled = "MORE";

// Each adds options to `command`, which writes what it is given into `options`: they must outlive it.
void add_run(CLI::App& command, RunOptions& options);
void add_check(CLI::App& command, CheckOptions& options);
void add_models(CLI::App& command, ModelsOptions& options);
void add_features(CLI::App& command, FeatureOptions& options);
void add_verify(CLI::App& command, VerifyOptions& options);
void add_doctor(CLI::App& command, DoctorOptions& options);
void add_bench(CLI::App& command, BenchOptions& options);
void add_match_build(CLI::App& command, MatchBuildOptions& options);
void add_match_find(CLI::App& command, MatchFindOptions& options);

}  // namespace nightjar::cli
