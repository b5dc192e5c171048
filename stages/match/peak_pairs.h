// Pairs of peaks.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "stages/match/landmark.h"

namespace nightjar {

// Pairs each peak with the strongest that follow it (landmark.h), of equal ones with the first: what is
// strong outlasts noise. Holds the peaks of kPairFrames frames. One thread at a time.
class PeakPairs {
 public:
  // `peaks`: those that follow, by (frame, bin), of all frames before `end_frame`. Appends the landmarks
  // whose second peak can be no later one, by their first peak.
  void push(std::span<const Peak> peaks, std::int64_t end_frame, std::vector<Landmark>& landmarks);
  // No peak follows.
  void finish(std::vector<Landmark>& landmarks);

 private:
  void pair_first(std::vector<Landmark>& landmarks);

  std::deque<Peak> held_;
  std::vector<const Peak*> partners_;
};

}  // namespace nightjar
