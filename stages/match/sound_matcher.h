// Sound to matches.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "nightjar/match.h"
#include "stages/base/timeline.h"
#include "stages/match/fingerprinter.h"
#include "stages/match/match_index.h"
#include "stages/match/matcher.h"

namespace nightjar {

// Fingerprinter and Matcher of one recording, in its own frames. One thread at a time; many may share an
// index.
//
//   auto index = MatchIndex::load("jingles.index");
//   SoundMatcher matcher(*index, RateRatio(48000, kMatchRateHz), [](const Match& m) { ... });
//   while (auto block = next_block()) matcher.push(*block);
//   matcher.finish();
class SoundMatcher {
 public:
  using Sink = std::function<void(const Match&)>;

  // `index` is borrowed. The sink is called from push() and finish(), by (start_frame, end_frame).
  SoundMatcher(const MatchIndex& index, RateRatio file_to_match, Sink sink);

  // Samples that follow, mono at kMatchRateHz, finite.
  void push(std::span<const float> samples);
  // The recording ends. Nothing may be pushed after it.
  void finish();

  // Every match still to come starts at or after this frame.
  std::int64_t settled_frame() const;

 private:
  void give(const FoundSpan& span);

  const MatchIndex& index_;
  const RateRatio ratio_;
  const Sink sink_;
  Fingerprinter fingerprinter_;
  Matcher matcher_;
  std::vector<Landmark> landmarks_;
};

}  // namespace nightjar
