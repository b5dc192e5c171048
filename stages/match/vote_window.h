// Votes of the last seconds of a recording for places in the references.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <unordered_map>
#include <vector>

#include "stages/match/landmark.h"
#include "stages/match/match_index.h"

namespace nightjar {

// Where a recording may stand in the references: which one, and how many frames of it lie before the
// recording's first (negative where the recording begins earlier). As one number, so that neighbours in time
// are neighbours.
class Place {
 public:
  Place() = default;
  Place(std::size_t reference, std::int64_t lead)
      : key_((reference << kLeadBits) + static_cast<std::uint64_t>(lead + kMiddle)) {}

  std::size_t reference() const { return key_ >> kLeadBits; }
  std::int64_t lead() const {
    return static_cast<std::int64_t>(key_ & ((std::uint64_t{1} << kLeadBits) - 1)) - kMiddle;
  }
  Place next(std::int64_t frames = 1) const { return Place(key_ + static_cast<std::uint64_t>(frames)); }
  std::uint64_t key() const { return key_; }
  friend bool operator==(const Place&, const Place&) = default;
  friend bool operator<(Place a, Place b) { return a.key_ < b.key_; }

 private:
  explicit Place(std::uint64_t key) : key_(key) {}
  static constexpr int kLeadBits = 40;  // 557 years each way
  static constexpr std::int64_t kMiddle = std::int64_t{1} << (kLeadBits - 1);
  std::uint64_t key_ = 0;
};

// A frame of the recording in which a landmark agrees with that place. One a frame and place: those of one
// frame come together.
struct Vote {
  Place place;
  std::int64_t frame = 0;
  std::int64_t end = 0;     // the last frame that the landmarks reach
  std::int64_t serial = 0;  // how many frames before it have landmarks
};

// The votes of the last kWindowSteps steps. Memory: MatchIndex::kMostPlaces votes a landmark at most. One
// thread at a time.
class VoteWindow {
 public:
  static constexpr std::int64_t kStepFrames = 16;  // 0.5 s
  static constexpr std::size_t kWindowSteps = 10;  // 5.1 s

  explicit VoteWindow(const MatchIndex& index) : index_(index) {}

  // The landmarks of the next step, by frame; the votes before the window are forgotten.
  void push(std::span<const Landmark> landmarks);

  // The votes for `low` or the place one frame on: what plays between two frames of the references votes for
  // both.
  int support(Place low) const { return count(low) + count(low.next()); }
  std::int64_t votes() const { return votes_; }

  // Those of the newest step, or of the whole window, by (place, frame).
  const std::vector<Vote>& newest() const { return steps_.back(); }
  const std::deque<std::vector<Vote>>& steps() const { return steps_; }

 private:
  int count(Place place) const;
  void forget_oldest();

  const MatchIndex& index_;
  std::deque<std::vector<Vote>> steps_;
  std::unordered_map<std::uint64_t, int> counts_;  // by place
  std::int64_t votes_ = 0;
  std::int64_t serial_ = 0;
};

}  // namespace nightjar
