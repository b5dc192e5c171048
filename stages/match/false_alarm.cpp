#include "stages/match/false_alarm.h"

#include <cmath>

namespace nightjar {
namespace {

// ln P(N >= n) is at most this where n is above the rate: Chernoff's bound, exp(n - rate) (rate / n)^n, is
// too wide for few votes, so the tail is summed; beyond its mode the terms fall at least as fast as a
// geometric series.
double tail_above(int n, double rate) {
  const double term = std::exp(n * std::log(rate) - rate - std::lgamma(n + 1.0));
  return term / (1 - rate / (n + 1));
}

}  // namespace

int votes_needed(std::int64_t votes, std::int64_t places) {
  const double rate = 2 * kClumping * static_cast<double>(votes) / static_cast<double>(places);
  int needed = kFewestVotes;
  if (rate <= 0) return needed;
  while (needed <= rate || static_cast<double>(places) * tail_above(needed, rate) > kFalseAlarms) ++needed;
  return needed;
}

}  // namespace nightjar
