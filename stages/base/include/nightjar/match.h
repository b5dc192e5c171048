// A known recording that plays in another.
#pragma once

#include <cstdint>
#include <string>

namespace nightjar {

// [start_frame, end_frame): from the first landmark that agrees to the end of the last, so a little inside of
// what plays.
struct Match {
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  std::string id;       // the known recording's path, as it was given
  double offset_s = 0;  // where in it start_frame is
  float score =
      0;  // of the moments with landmarks, the share at which one agrees, 0 to 1; copies near 1, under noise
          // of equal power 0.1 to 0.5. What is written is no coincidence, whatever its score
  bool continues = false;       // goes on in the next match of this recording
  bool time_uncertain = false;  // as of an Event
};

}  // namespace nightjar
