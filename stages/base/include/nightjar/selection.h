// What of a recording is recognised.
#pragma once

#include <limits>
#include <string_view>

namespace nightjar {

enum class ChannelChoice {
  mix,    // the mean of all channels
  first,  // the first channel alone
  each    // every channel by itself: records say which one they are of
};
std::string_view name(ChannelChoice channels) noexcept;

// Segments stay on the grid of the whole recording, and those at the edges of a part hear what lies beyond
// it. So the scores of a part are those of the whole, and its events differ at its edges alone, where they
// are cut, and where smoothing knows fewer neighbours. A model with state begins afresh where the part does:
// its scores near there differ, too.
struct Selection {
  ChannelChoice channels = ChannelChoice::mix;
  // The part that is recognised, in seconds of the recording's own time: from the frame nearest to from_s up
  // to that nearest to to_s. 0 <= from_s < to_s.
  double from_s = 0;
  double to_s = std::numeric_limits<double>::infinity();
};

}  // namespace nightjar
