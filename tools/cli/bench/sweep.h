// `nightjar bench --sweep`: arrangements of the engine over numbers of threads.
#pragma once

#include <string>
#include <vector>

#include "tools/cli/commands.h"
#include "tools/cli/exit_code.h"

namespace nightjar::cli {

// A measurement, as it is repeated in each round.
struct SweepPoint {
  std::string name;     // "naive", "naive pinned", "naive pinned jemalloc", "nightjar"
  std::string program;  // a file
  std::vector<std::string> arguments;
};

// In the order of a round: by engine threads, so that what is compared is measured close together. `program`
// is this one; without jemalloc in it, there is no point of "naive pinned jemalloc".
std::vector<SweepPoint> sweep_points(const SweepOptions& options, const std::string& program,
                                     bool has_jemalloc);

// Writes a table, or with options.json a document, on stdout, and the files of the options. Exit codes: those
// of run. Throws SetupError, OutputError.
ExitCode sweep(const BenchOptions& options);

}  // namespace nightjar::cli
