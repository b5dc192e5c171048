#include "stages/features/fast_log.h"

#include <bit>
#include <cstdint>

namespace nightjar {
namespace {

constexpr std::int32_t kSqrtHalfBits = 0x3f3504f3;

// A unit is kScale times the natural logarithm, and an octave is kOctave of it. Each is a high and a low
// part; the octave's high part has so few bits that e times it is exact.
struct Natural {
  static constexpr float kScale = 1.0F;
  static constexpr float kScaleLow = 0.0F;
  static constexpr float kOctave = 0.693145751953125F;
  static constexpr float kOctaveLow = static_cast<float>(0.693147180559945309417 - 0.693145751953125);
};
struct Decibels {
  static constexpr double kExact = 4.34294481903251827651;  // 10 / ln 10
  static constexpr float kScale = static_cast<float>(kExact);
  static constexpr float kScaleLow = static_cast<float>(kExact - static_cast<double>(kScale));
  static constexpr float kOctave = 3.01025390625F;
  static constexpr float kOctaveLow = static_cast<float>(3.01029995663981195214 - 3.01025390625);
};

template <class Unit>
void scaled_log_in_place(std::span<float> values) noexcept {
  for (float& value : values) {
    const auto bits = std::bit_cast<std::int32_t>(value);
    const std::int32_t exponent = (bits - kSqrtHalfBits) >> 23;
    const auto e = static_cast<float>(exponent);
    const float r = std::bit_cast<float>(bits - exponent * (1 << 23)) - 1.0F;
    const float s = r / (2.0F + r);
    const float s2 = s * s;
    const float series = s2 * (2.0F / 3 + s2 * (2.0F / 5 + s2 * (2.0F / 7 + s2 * (2.0F / 9))));
    const float half_square = 0.5F * r * r;
    const float correction = half_square - s * (half_square + series);
    const float low = Unit::kScale * correction - Unit::kScaleLow * r - e * Unit::kOctaveLow;
    value = e * Unit::kOctave + (Unit::kScale * r - low);
  }
}

}  // namespace

void log_in_place(std::span<float> values) noexcept {
  scaled_log_in_place<Natural>(values);
}
void decibels_in_place(std::span<float> values) noexcept {
  scaled_log_in_place<Decibels>(values);
}

}  // namespace nightjar
