// All that was recognised in one recording.
#pragma once

#include <optional>
#include <vector>

#include "nightjar/record.h"

namespace nightjar {

struct Result {
  RecordingInfo recording;              // only `path` is set where the recording was refused or not begun
  std::vector<Event> events;            // by (start_frame, end_frame, label, channel)
  std::vector<Word> words;              // of a model of transcripts, by (start_frame, end_frame, channel)
  std::vector<Transcript> transcripts;  // the same
  std::vector<Match> matches;           // with an index of known sounds, by (start_frame, end_frame)
  std::vector<Gap> gaps;                // by start_frame; those of a channel are disjoint
  std::vector<Skipped> skipped;
  std::optional<Error> error;  // why it was refused or ended early
  Summary summary;             // status and accounting: processed + gap + skipped == frames
};

}  // namespace nightjar
