// The time that tuning may take.
#pragma once

#include <algorithm>

#include "tools/cli/stopwatch.h"
#include "tools/cli/tune/turns.h"

namespace nightjar::cli {

// Runs from when it is made.
class Budget {
 public:
  explicit Budget(double seconds) : seconds_(seconds) {}

  double seconds() const { return seconds_; }
  double spent_s() const { return clock_.seconds(); }

  // Of what is left now, so large a share.
  TurnLimits share(double part) const {
    return {.until_s = spent_s() + std::max(0.0, seconds_ - spent_s()) * part};
  }

 private:
  double seconds_;
  Stopwatch clock_;
};

}  // namespace nightjar::cli
