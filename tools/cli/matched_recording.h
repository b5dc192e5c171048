// What `match find` writes of one recording.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "nightjar/record.h"
#include "stages/match/match_index.h"
#include "tools/cli/stdout_form.h"

namespace nightjar::cli {

struct MatchedRecording {
  Summary summary;  // events: how many matches
  std::int64_t sample_rate_hz = 1;
};

// Gives `write` the lines, or rows, of the recording at `path` as they become final, in time order. Safe for
// concurrent use.
MatchedRecording write_matches(const MatchIndex& index, const std::string& path, StdoutForm form,
                               const std::function<void(std::string_view)>& write,
                               const std::stop_token& stop);

}  // namespace nightjar::cli
