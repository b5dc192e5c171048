// The lines of JSON Lines that only `match` writes. The others are those of json_lines.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "nightjar/match.h"

namespace nightjar {

// As of the other records: path, rate.
void append_line(std::string& out, const Match& match, std::string_view path, std::int64_t sample_rate_hz);

// The first line of `match find`: what decides the results that follow.
struct MatchRunLine {
  std::string version;       // of Nightjar
  std::string index_sha256;  // of the file
  std::int64_t references = 0;
};
void append_line(std::string& out, const MatchRunLine& run);

// Of `match build`: a recording is in the index, with so many landmarks.
void append_indexed_line(std::string& out, std::string_view path, std::int64_t landmarks);

}  // namespace nightjar
