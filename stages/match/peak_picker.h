// Where a spectrogram has its peaks.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "stages/match/landmark.h"

namespace nightjar {

// A peak is the largest power in the rectangle of kPeakFrames and kPeakBins around it (of equal ones in other
// frames the first), above the level that quantisation to 16 bits has. So it depends on its surroundings
// alone: not on how loud the recording is, nor on where it begins. Holds 2 * kPeakFrames + 1 frames. One
// thread at a time.
class PeakPicker {
 public:
  // The next frame's power, [kFrameSamples / 2 + 1], of sound with full scale +-1. Appends the peaks of the
  // frame kPeakFrames before it, by bin.
  void push(std::span<const double> power, std::vector<Peak>& peaks);
  // No frame follows: appends the peaks of those that waited for more.
  void finish(std::vector<Peak>& peaks);

 private:
  struct Row {
    std::vector<double> power;    // [bins]
    std::vector<double> highest;  // [bins] the largest within kPeakBins
  };

  void pick(std::size_t row, std::vector<Peak>& peaks) const;

  std::deque<Row> rows_;
  std::int64_t first_frame_ = 0;  // of rows_
  std::int64_t next_frame_ = 0;   // whose peaks come next
};

}  // namespace nightjar
