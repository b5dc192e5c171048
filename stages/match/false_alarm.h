// How many landmarks must agree before it is no coincidence.
#pragma once

#include <cstdint>

namespace nightjar {

// Chance agreement, as a model: votes for places in the references fall like rain, so that the number of them
// for a place has a Poisson distribution. In real sound they come in clumps (a vowel, a chord: one that
// agrees brings others), which the rate, kClumping times the mean, makes up for. The factor is measured,
// on 3.4 hours of speech, keywords and everyday sounds against 1.5 hours of other speech and music: with 1
// there are 27 false matches where the model expects 0.02; with 8 there is none, even with kFalseAlarms =
// 1e-3 and kFewestVotes = 4, where it expects up to 24.
inline constexpr double kClumping = 8;
// Of all places together, in one window: at 7,200 windows an hour less than 0.01 false matches an hour.
inline constexpr double kFalseAlarms = 1e-6;
// Never fewer, however rare agreement is: a click or two tell nothing.
inline constexpr int kFewestVotes = 6;

// The smallest number of votes T for one of `places` (>= 1) places with
//   places * P(N >= T) <= kFalseAlarms,  N ~ Poisson(2 * kClumping * votes / places),
// but at least kFewestVotes. `votes` >= 0: of all places in a window; 2, since a place and its neighbour
// count together.
int votes_needed(std::int64_t votes, std::int64_t places);

}  // namespace nightjar
