#include "stages/match/vote_window.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace nightjar {
namespace {

// One vote a place and frame, with the latest end.
void keep_one_a_frame(std::vector<Vote>& votes) {
  std::sort(votes.begin(), votes.end(), [](const Vote& a, const Vote& b) {
    return std::tie(a.place, a.frame, b.end) < std::tie(b.place, b.frame, a.end);
  });
  const auto same = [](const Vote& a, const Vote& b) { return a.place == b.place && a.frame == b.frame; };
  votes.erase(std::unique(votes.begin(), votes.end(), same), votes.end());
}

}  // namespace

void VoteWindow::push(std::span<const Landmark> landmarks) {
  std::vector<Vote> votes;
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    const Landmark& landmark = landmarks[i];
    if (i > 0 && landmark.frame != landmarks[i - 1].frame) ++serial_;
    for (const std::uint32_t position : index_.places(landmark.hash)) {
      const std::size_t reference = index_.reference_at(position);
      const std::int64_t lead =
          std::int64_t{position} - index_.references()[reference].first - landmark.frame;
      votes.push_back({Place(reference, lead), landmark.frame, second_frame(landmark), serial_});
    }
  }
  if (!landmarks.empty()) ++serial_;
  keep_one_a_frame(votes);
  if (steps_.size() == kWindowSteps) forget_oldest();
  for (const Vote& vote : votes) ++counts_[vote.place.key()];
  votes_ += std::ssize(votes);
  steps_.push_back(std::move(votes));
}

int VoteWindow::count(Place place) const {
  const auto found = counts_.find(place.key());
  return found == counts_.end() ? 0 : found->second;
}

void VoteWindow::forget_oldest() {
  for (const Vote& vote : steps_.front()) {
    const auto found = counts_.find(vote.place.key());
    if (--found->second == 0) counts_.erase(found);
  }
  votes_ -= std::ssize(steps_.front());
  steps_.pop_front();
}

}  // namespace nightjar
