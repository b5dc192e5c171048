// Landmarks of a recording to spans in which a known one plays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <span>
#include <tuple>
#include <vector>

#include "stages/match/landmark.h"
#include "stages/match/match_index.h"
#include "stages/match/vote_window.h"

namespace nightjar {

// A reference plays over frames [start, end]: from the first landmark that agrees to the end of the last.
struct FoundSpan {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::size_t reference = 0;
  double offset_frames = 0;  // of `start` in the reference, >= 0; finer than a frame where votes lie on two
  float score = 0;           // of the frames in it that have landmarks, the share in which one agrees, 0 to 1
  bool continues = false;    // goes on in the next one of this reference

  friend bool operator==(const FoundSpan&, const FoundSpan&) = default;
  friend bool operator>(const FoundSpan& a, const FoundSpan& b) {
    return std::tie(a.start, a.end, a.reference) > std::tie(b.start, b.end, b.reference);
  }
};

// Every half second, each place in the references is asked how many frames of the last five voted for it. A
// span begins where they are more than chance explains (false_alarm.h), goes on, at this place and its
// neighbours (so clocks may drift), while kKeepVotes remain, and ends with its last vote. At any time a
// reference has one span, that of the place with most votes, and at most kMostOpen references have one, those
// with most votes.
//
// Speed and pitch must be those of the reference: up to 1 % of difference it is still found, in pieces, of 3
// % and more not.
//
// The spans do not depend on how the landmarks are cut into calls, and come at the latest kMostFrames and one
// window after their start. One thread at a time.
class Matcher {
 public:
  using Sink = std::function<void(const FoundSpan&)>;
  static constexpr int kKeepVotes = 3;
  static constexpr std::size_t kMostOpen = 64;
  static constexpr std::int64_t kMostFrames = 600 * kMatchRateHz / kFrameHop;  // longer spans come in parts

  // `index` is borrowed. The sink is called from push() and finish(), by (start, end, reference).
  Matcher(const MatchIndex& index, Sink sink) : index_(index), window_(index), sink_(std::move(sink)) {}

  // Landmarks that follow, by frame: all before `settled_frame`, which never falls.
  void push(std::span<const Landmark> landmarks, std::int64_t settled_frame);
  void finish();

  // Every span still to come starts at or after this frame.
  std::int64_t settled_frame() const;

 private:
  struct Open {
    Place low;
    FoundSpan span{};
    std::int64_t first_serial = 0, last_serial = 0;
    std::int64_t low_votes = 0, high_votes = 0, frames = 0;  // votes for either place; frames with any
  };
  struct Candidate {
    int votes = 0;
    Place low;
  };

  void step();
  std::vector<Candidate> candidates() const;
  void follow(Open& open);
  bool is_open(std::size_t reference) const;
  void take(Open& open, const std::vector<Vote>& votes) const;
  void emit(const Open& open, bool continues);
  void release();

  const MatchIndex& index_;
  VoteWindow window_;
  const Sink sink_;
  std::vector<Landmark> pending_;
  std::int64_t steps_ = 0;
  std::vector<Open> open_;
  std::priority_queue<FoundSpan, std::vector<FoundSpan>, std::greater<>> waiting_;
};

}  // namespace nightjar
