// JSON Lines of `run`, format 1: one line a record.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "nightjar/record.h"

namespace nightjar {

// Appends `record` of the recording at `path` as one line, '\n' included. `path` is bytes: where it is not UTF-8 the
// line has `path_base64` instead of `path`. `sample_rate_hz` (>= 1) turns frames into seconds.
void append_line(std::string& out, const Record& record, std::string_view path, std::int64_t sample_rate_hz);

}  // namespace nightjar
