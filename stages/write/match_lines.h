// The lines of JSON Lines that only `match` writes. The others are those of json_lines.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nightjar {

// The first line of `match find`: what decides the results that follow.
struct MatchRunLine {
  std::string version{};       // of Nightjar
  std::string index_sha256{};  // of the file
  std::int64_t references = 0;
  std::string model{};  // of an index of embeddings; empty: of fingerprints
  std::string model_sha256{};
};
void append_line(std::string& out, const MatchRunLine& run);

// Of `match build`: a recording is in the index, with so many of `what`: "landmarks" or "embeddings".
void append_indexed_line(std::string& out, std::string_view path, std::string_view what, std::int64_t count);

}  // namespace nightjar
