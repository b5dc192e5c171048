#include "stages/match/index_builder.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "stages/match/index_limits.h"

namespace nightjar {

Expected<void> IndexBuilder::add(const std::string& id, std::int64_t samples,
                                 std::span<const Landmark> landmarks) {
  const std::int64_t frames = samples / kFrameHop + 1;
  if (positions_ + frames > kMostPositions ||
      std::ssize(postings_) + std::ssize(landmarks) > kMostLandmarks) {
    return Unexpected(Error{ErrorCode::out_of_memory,
                            "no room in the index for " + std::to_string(std::ssize(landmarks)) +
                                " landmarks more; it has " + std::to_string(postings_.size()) +
                                ", expected at most " + std::to_string(kMostLandmarks) +
                                "; make several indexes",
                            id, -1});
  }
  references_.push_back({id, static_cast<std::uint32_t>(positions_), static_cast<std::uint32_t>(frames),
                         static_cast<std::uint32_t>(landmarks.size())});
  for (const Landmark& landmark : landmarks) {
    postings_.push_back({landmark.hash, static_cast<std::uint32_t>(positions_ + landmark.frame)});
  }
  positions_ += frames;
  return {};
}

MatchIndex IndexBuilder::build() && {
  std::sort(postings_.begin(), postings_.end());
  return MatchIndex(std::move(references_), postings_);
}

}  // namespace nightjar
