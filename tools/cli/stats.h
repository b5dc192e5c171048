// --stats: what a run cost. Everything that changes from run to run is here, and not in the output.
#pragma once

#include <cstdint>
#include <string>

#include "nightjar/recognizer.h"
#include "tools/cli/tally.h"

namespace nightjar::cli {

struct RunTimes {
  double load_s = 0;  // the model
  double run_s = 0;   // the recordings, and writing what was found
  double total_s = 0;
};

// One JSON object, indented. `done`: the run's last line.
std::string format_stats(const Recognizer& engine, const Tally& tally, const DoneLine& done,
                         const RunTimes& times);

}  // namespace nightjar::cli
