// Numbers as text, never as the locale would have them.
#pragma once

#include <cstdint>
#include <string>

namespace nightjar {

inline constexpr int kScoreDecimals = 4;

void append_integer(std::string& out, std::int64_t value);
void append_number(std::string& out, double value);  // finite; the shortest that reads back as this double
void append_number(std::string& out, float value);   // the same for a float
void append_fixed(std::string& out, double value, int decimals);

// `micro` millionths (>= 0): the decimals are exact, whatever a double could hold.
void append_millionths(std::string& out, std::int64_t micro);

// frame / rate in millionths, rounded half up, by integers alone. frame >= 0, rate >= 1.
std::int64_t to_microseconds(std::int64_t frame, std::int64_t sample_rate_hz);

// Both: six decimals find the sample again at any rate up to 384 kHz.
void append_seconds(std::string& out, std::int64_t frame, std::int64_t sample_rate_hz);

}  // namespace nightjar
