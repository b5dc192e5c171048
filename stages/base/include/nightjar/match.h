// A known recording that plays in another.
#pragma once

#include <cstdint>
#include <string>

namespace nightjar {

// The channel of a record that is not of one alone; else it is the channel's index from 0.
inline constexpr std::int64_t kAllChannels = -1;

// [start_frame, end_frame): from the first place that agrees to the end of the last, so a little inside of
// what plays.
struct Match {
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  std::string id;       // the known recording's path, as it was given
  double offset_s = 0;  // where in it start_frame is
  // 0 to 1. By fingerprints: of the moments with landmarks, the share at which one agrees; copies near 1,
  // under noise of equal power 0.1 to 0.5; what is written is no coincidence, whatever its score. By
  // embeddings: the mean over its rows of 1 - distance / match_distance, 0 for a row that does not agree.
  float score = 0;
  bool continues = false;  // goes on in the next match of this recording
  std::int64_t channel = kAllChannels;
  bool time_uncertain = false;  // as of an Event
};

}  // namespace nightjar
