// What `match find` writes of one recording.
#pragma once

#include <stop_token>
#include <string>

#include "nightjar/record.h"
#include "stages/match/match_index.h"
#include "stages/write/result_writer.h"

namespace nightjar::cli {

struct MatchedRecording {
  Summary summary;  // events: how many matches
  std::int64_t sample_rate_hz = 1;
};

// Gives `out`, whose sink does not fail, the records of the recording at `path` as they become final, in time
// order. Safe for concurrent use.
MatchedRecording write_matches(const MatchIndex& index, const std::string& path, ResultWriter& out,
                               const std::stop_token& stop);

}  // namespace nightjar::cli
