// How long a model will take for recordings, and how much memory, from a short measurement on this machine.
#pragma once

#include <cstddef>
#include <cstdint>

#include "nightjar/recognizer.h"

namespace nightjar::cli {

struct Speed {
  double x_real_time = 0;
  std::size_t workers = 0;      // 0: not measured
  std::int64_t peak_bytes = 0;  // of the process; it does not depend on how long recordings are
};

// Recognises made-up sound over and over for `seconds`, as `run` does without options but for `workers`; 0:
// the cores it may use. Throws SetupError where the engine cannot be made, or no temporary file.
Speed measure_speed(const Model& model, double seconds, std::size_t workers = 0);

// The same with a gate (RecognizerOptions::only), as if its class were heard everywhere: the most that it
// takes.
Speed measure_speed(const Model& model, const OnlyWhere& only, double seconds);

}  // namespace nightjar::cli
