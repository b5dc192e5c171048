#include "stages/match/false_alarm.h"

#include <gtest/gtest.h>

#include <cmath>

namespace nightjar {
namespace {

// P(N >= n), all of its terms.
double summed_tail(int n, double rate) {
  double sum = 0;
  for (int k = n; k < n + 200; ++k) sum += std::exp(k * std::log(rate) - rate - std::lgamma(k + 1.0));
  return sum;
}

TEST(FalseAlarm, expects_fewer_than_its_bound_and_would_not_with_fewer_votes) {
  for (const std::int64_t places : {300, 40'000, 200'000, 100'000'000}) {
    for (const std::int64_t votes : {10, 100, 3000, 100'000}) {
      const int needed = votes_needed(votes, places);
      const double rate = 2 * kClumping * static_cast<double>(votes) / static_cast<double>(places);
      const auto expected = [&](int n) { return static_cast<double>(places) * summed_tail(n, rate); };
      EXPECT_LE(expected(needed), kFalseAlarms) << votes << " votes, " << places << " places";
      // The tail is bounded from above, by less than a vote where there are many.
      if (needed > kFewestVotes) {
        EXPECT_GT(expected(needed - 2), kFalseAlarms) << votes << " votes, " << places << " places";
      }
    }
  }
}

TEST(FalseAlarm, needs_some_votes_however_rare_they_are) {
  EXPECT_EQ(votes_needed(0, 1'000'000), kFewestVotes);
  EXPECT_EQ(votes_needed(1, 1'000'000), kFewestVotes);
}

}  // namespace
}  // namespace nightjar
