#include "stages/match/match_index.h"

#include <algorithm>
#include <utility>

namespace nightjar {

MatchIndex::MatchIndex(std::vector<Reference> references, std::span<const Posting> postings)
    : references_(std::move(references)), begins_(kHashes + 1) {
  for (const Posting& posting : postings) ++begins_[posting.hash + 1];
  for (std::size_t i = 0; i < kHashes; ++i) begins_[i + 1] += begins_[i];
  positions_.reserve(postings.size());
  for (const Posting& posting : postings) positions_.push_back(posting.position);
}

std::span<const std::uint32_t> MatchIndex::places(std::uint32_t hash) const {
  const std::size_t count = begins_[hash + 1] - begins_[hash];
  if (count > kMostPlaces) return {};
  return std::span(positions_).subspan(begins_[hash], count);
}

std::size_t MatchIndex::reference_at(std::uint32_t position) const {
  const auto after = std::upper_bound(references_.begin(), references_.end(), position,
                                      [](std::uint32_t p, const Reference& r) { return p < r.first; });
  return static_cast<std::size_t>(after - references_.begin()) - 1;
}

std::int64_t MatchIndex::positions() const {
  return references_.empty() ? 0 : std::int64_t{references_.back().first} + references_.back().frames;
}

}  // namespace nightjar
