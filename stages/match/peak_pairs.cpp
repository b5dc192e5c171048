#include "stages/match/peak_pairs.h"

#include <algorithm>
#include <cstdlib>

namespace nightjar {

void PeakPairs::push(std::span<const Peak> peaks, std::int64_t end_frame, std::vector<Landmark>& landmarks) {
  held_.insert(held_.end(), peaks.begin(), peaks.end());
  while (!held_.empty() && held_.front().frame + kPairFrames < end_frame) pair_first(landmarks);
}

void PeakPairs::finish(std::vector<Landmark>& landmarks) {
  while (!held_.empty()) pair_first(landmarks);
}

void PeakPairs::pair_first(std::vector<Landmark>& landmarks) {
  const Peak first = held_.front();
  held_.pop_front();
  partners_.clear();
  for (const Peak& peak : held_) {
    if (peak.frame > first.frame + kPairFrames) break;
    if (peak.frame > first.frame && std::abs(peak.bin - first.bin) <= kPairBins) partners_.push_back(&peak);
  }
  const auto stronger = [](const Peak* a, const Peak* b) { return a->power > b->power; };
  std::stable_sort(partners_.begin(), partners_.end(), stronger);
  if (partners_.size() > kPairs) partners_.resize(kPairs);
  for (const Peak* second : partners_) {
    landmarks.push_back({first.frame, landmark_hash(first, *second)});
  }
}

}  // namespace nightjar
