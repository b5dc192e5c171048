// What `check` finds out about one recording.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nightjar/record.h"

namespace nightjar::cli {

// A file of nothing but holes must fill neither the memory nor the screen.
inline constexpr std::size_t kMaxDamages = 1000;

struct CheckedRecording {
  std::string path;
  std::optional<Error> error{};  // why it is refused; then nothing else is set
  RecordingInfo info{};
  std::optional<double> seconds{};  // none where the header does not say, and nothing was decoded
  std::vector<Gap> damage{};        // in order, disjoint; the first kMaxDamages
  std::int64_t more_damages = 0;    // that are not among them
  Summary summary{};                // of what was decoded
};

// Reads the headers alone. Safe for concurrent use, as the next one is.
CheckedRecording check_headers(const std::string& path);

// Decodes all of it, with the reader that `run` has. Throws std::bad_alloc.
CheckedRecording check_all(const std::string& path);

}  // namespace nightjar::cli
