// What holds a model back when all cores work at it.
#pragma once

#include <cstddef>
#include <string>

#include "tools/cli/tune/turns.h"

namespace nightjar::cli {

enum class Limit {
  compute,         // each stream runs as fast as one alone
  memory,          // the same work takes more CPU time while others run
  oversubscribed,  // threads that could run were given no core
  noisy,           // rounds of the same work are too far apart
  unclear,         // too few rounds, one core, or streams that wait for something else
};
std::string name(Limit limit);  // "compute-bound", "too noisy to tell", ...

struct LimitFinding {
  Limit limit = Limit::unclear;
  std::string why;  // with the figures that decided
};

// `one`: a single stream; `all`: `streams` of them, on so many cores, of which `physical` share no execution
// units.
LimitFinding what_limits(const Trial& one, const Trial& all, std::size_t streams, std::size_t physical);

}  // namespace nightjar::cli
