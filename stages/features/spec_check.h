// How a spec is checked: whatever is out of range is refused in one sentence.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>

#include "nightjar/error.h"

namespace nightjar {

// Throws SetupError(bad_manifest) with the key, what was got and what is expected, unless `good`.
template <class Value>
void require(bool good, std::string_view key, const Value& got, const std::string& expected) {
  if (good) return;
  std::ostringstream message;
  message << std::boolalpha << key << " is " << got << "; expected " << expected;
  throw SetupError(ErrorCode::bad_manifest, message.str());
}

// The same for a name that must be one of `known`.
void require_one_of(std::string_view key, const std::string& got,
                    std::initializer_list<std::string_view> known);

// What comes before a logarithm: `guard` must be "max" or "add", `floor` a normal float.
void check_log_guard(const std::string& guard, double floor);

// For messages: "1 to 5".
std::string from_to(std::int64_t low, std::int64_t high);

// What every type needs: a rate above 0, and a segment of 1 to 2^30 samples (over 46 min at 384 kHz).
void check_segment(std::int64_t sample_rate_hz, std::int64_t segment_samples);

}  // namespace nightjar
