#include "stages/match/sound_matcher.h"

#include <algorithm>
#include <utility>

namespace nightjar {

SoundMatcher::SoundMatcher(const MatchIndex& index, RateRatio file_to_match, Sink sink)
    : index_(index),
      ratio_(file_to_match),
      sink_(std::move(sink)),
      matcher_(index, [this](const FoundSpan& span) { give(span); }) {}

void SoundMatcher::push(std::span<const float> samples) {
  landmarks_.clear();
  fingerprinter_.push(samples, landmarks_);
  matcher_.push(landmarks_, fingerprinter_.settled_frame());
}

void SoundMatcher::finish() {
  landmarks_.clear();
  fingerprinter_.finish(landmarks_);
  matcher_.push(landmarks_, fingerprinter_.settled_frame());
  matcher_.finish();
}

std::int64_t SoundMatcher::settled_frame() const {
  return ratio_.to_src_floor(matcher_.settled_frame() * kFrameHop);
}

// A frame of the fingerprint is inside the sound, so its samples are inside the recording.
void SoundMatcher::give(const FoundSpan& span) {
  const std::int64_t end = span.end * kFrameHop + kFrameSamples;
  constexpr double kSecondsAFrame = static_cast<double>(kFrameHop) / static_cast<double>(kMatchRateHz);
  sink_({.start_frame = ratio_.to_src_floor(span.start * kFrameHop),
         .end_frame = ratio_.to_src_floor(end),
         .id = index_.references()[span.reference].id,
         .offset_s = span.offset_frames * kSecondsAFrame,
         .score = span.score,
         .continues = span.continues});
}

}  // namespace nightjar
