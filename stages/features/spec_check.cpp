#include "stages/features/spec_check.h"

#include <limits>

namespace nightjar {

void require_one_of(std::string_view key, const std::string& got,
                    std::initializer_list<std::string_view> known) {
  std::string expected;
  for (const std::string_view name : known) {
    if (got == name) return;
    expected += (expected.empty() ? "\"" : " or \"") + std::string(name) + '"';
  }
  require(false, key, '"' + got + '"', expected);
}

void check_log_guard(const std::string& guard, double floor) {
  constexpr double kSmallestFloat = std::numeric_limits<float>::min(),
                   kLargest = std::numeric_limits<float>::max();
  require_one_of("features.log_guard", guard, {"max", "add"});
  require(floor >= kSmallestFloat && floor <= kLargest, "features.log_floor", floor,
          "a normal float, 1.2e-38 to 3.4e38");
}

std::string from_to(std::int64_t low, std::int64_t high) {
  return std::to_string(low) + " to " + std::to_string(high);
}

void check_segment(std::int64_t sample_rate_hz, std::int64_t segment_samples) {
  constexpr std::int64_t kMaxSegmentSamples = std::int64_t{1} << 30;
  require(sample_rate_hz >= 1, "sample_rate_hz", sample_rate_hz, "a positive number");
  require(segment_samples >= 1 && segment_samples <= kMaxSegmentSamples, "segment_samples", segment_samples,
          from_to(1, kMaxSegmentSamples));
}

}  // namespace nightjar
