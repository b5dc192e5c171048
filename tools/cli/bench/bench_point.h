// One measurement of a sweep, in this process.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/cli/commands.h"

namespace nightjar::cli {

// options.sweep says which. Returns a flat object but for "latency_ms" (from a batch's last sample decoded to
// its scores), "work_ms" (from the begin of its features) and "stage_ms" (means, of a batch). Sets this
// process's pools of LibTorch: nothing may have used it before. Throws SetupError.
nlohmann::ordered_json measure_point(const BenchOptions& options);

}  // namespace nightjar::cli
