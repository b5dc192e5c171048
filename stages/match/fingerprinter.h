// Sound to landmarks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/features/pair_spectrum.h"
#include "stages/match/landmark.h"
#include "stages/match/peak_pairs.h"
#include "stages/match/peak_picker.h"

namespace nightjar {

// Incremental: the landmarks are the same however the sound is cut into pieces. Each comes at the latest
// kPeakFrames + kPairFrames + 2 frames (1.7 s) after its first peak. Memory does not grow with the sound. One
// thread at a time.
//
//   Fingerprinter fingerprinter;
//   std::vector<Landmark> landmarks;
//   while (auto block = next_block()) fingerprinter.push(*block, landmarks);
//   fingerprinter.finish(landmarks);
class Fingerprinter {
 public:
  Fingerprinter();

  // Samples that follow, mono at kMatchRateHz, finite, full scale +-1. Appends landmarks, by frame.
  void push(std::span<const float> samples, std::vector<Landmark>& landmarks);
  // The sound ends: appends what is left. A rest that fills no frame is not heard. Nothing may be pushed
  // after it.
  void finish(std::vector<Landmark>& landmarks);

  // All landmarks before this frame were given.
  std::int64_t settled_frame() const;

 private:
  void transform(const float* first, const float* second, bool both, std::vector<Landmark>& landmarks);

  PairSpectrum spectrum_;
  PeakPicker picker_;
  PeakPairs pairs_;
  std::vector<float> held_;       // samples from frame frames_ on
  std::int64_t frames_ = 0;       // transformed; even before finish()
  std::vector<double> power_[2];  // of two frames, [bins] each
  std::vector<Peak> peaks_;
};

}  // namespace nightjar
