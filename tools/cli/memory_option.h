// --memory.
#pragma once

#include <cstdint>
#include <string>

namespace nightjar::cli {

// For RecognizerOptions::memory_bytes: 0 for "", kLeastMemory for "min", else a size.
// Throws SetupError(bad_option).
std::int64_t memory_option(const std::string& memory);

}  // namespace nightjar::cli
