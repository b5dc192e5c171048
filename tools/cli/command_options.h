// The options of each command, and the end of its help: exit codes and an example.
#pragma once

#include "tools/cli/command.h"
#include "tools/cli/commands.h"

namespace nightjar::cli {

// Each adds options to `command`, which writes what it is given into `options`: they must outlive it.
void add_run(Command& command, RunOptions& options);
void add_check(Command& command, CheckOptions& options);
void add_models(Command& command, ModelsOptions& options);
void add_features(Command& command, FeatureOptions& options);
void add_verify(Command& command, VerifyOptions& options);
void add_doctor(Command& command, DoctorOptions& options);
void add_tune(Command& command, TuneOptions& options);
void add_bench(Command& command, BenchOptions& options);
void add_soak(Command& command, SoakOptions& options);
void add_match_build(Command& command, MatchBuildOptions& options);
void add_match_find(Command& command, MatchFindOptions& options);

}  // namespace nightjar::cli
