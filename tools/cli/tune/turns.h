// Measures candidates in turns, so that what disturbs the machine disturbs them alike.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "tools/cli/tune/comparison.h"

namespace nightjar::cli {

// One measurement.
struct Sample {
  double time_s = 0;      // for a segment: what is compared
  double cpu_s = 0;       // of all threads, for a segment
  double core_share = 1;  // of each thread's time, how much it was on a core
  double others = 0;      // share of the machine's cores that other programs used
};

struct Trial {
  std::vector<Sample> samples;  // of each round
  bool stopped = false;         // early: it was clearly slower than the best

  std::vector<double> of(double Sample::*part) const;
  std::vector<double> times() const { return of(&Sample::time_s); }
};

struct TurnLimits {
  double until_s = 0;  // of `elapsed_s`: no measurement begins after it
  std::size_t least_rounds = kLeastRounds;
  std::size_t most_rounds = 15;
};

// A trial for each candidate, in their order. In each round all of them are measured, every other round from
// the last to the first. One that is always_slower than the best is not measured again, but the reference
// always is. Ends at a limit, or from `least_rounds` on when each that is left has a verdict against the
// reference. Throws what `measure` throws.
std::vector<Trial> take_turns(std::size_t candidates, std::size_t reference, const TurnLimits& limits,
                              const std::function<double()>& elapsed_s,
                              const std::function<Sample(std::size_t)>& measure);

}  // namespace nightjar::cli
