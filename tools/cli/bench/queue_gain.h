// `nightjar bench --queue`: one request after another against an InferQueue, in one run.
#pragma once

#include "tools/cli/commands.h"
#include "tools/cli/exit_code.h"

namespace nightjar::cli {

// On made-up features, in turn, --rounds times a second each; tells medians of requests a second, of the CPU
// time of a request, and where the gain is less than 0.95 x the cores, what of that was found. Throws
// SetupError.
ExitCode queue_gain(const BenchOptions& options);

}  // namespace nightjar::cli
