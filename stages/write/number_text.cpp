#include "stages/write/number_text.h"

#include <array>
#include <charconv>

namespace nightjar {
namespace {

template <class... Args>
void append_chars(std::string& out, Args... args) {
  std::array<char, 400> text;  // the longest double, without an exponent, has 309 digits before the point
  out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), args...).ptr);
}

}  // namespace

void append_integer(std::string& out, std::int64_t value) {
  append_chars(out, value);
}

void append_number(std::string& out, double value) {
  append_chars(out, value);
}

void append_number(std::string& out, float value) {
  append_chars(out, value);
}

void append_fixed(std::string& out, double value, int decimals) {
  append_chars(out, value, std::chars_format::fixed, decimals);
}

void append_millionths(std::string& out, std::int64_t micro) {
  append_chars(out, micro / 1'000'000);
  const std::string digits = std::to_string(1'000'000 + micro % 1'000'000);  // a leading 1 keeps the zeros
  (out += '.').append(digits, 1);
}

std::int64_t to_microseconds(std::int64_t frame, std::int64_t sample_rate_hz) {
  // Whole seconds apart, so that nothing overflows: the rest is below the rate.
  const std::int64_t seconds = frame / sample_rate_hz;
  const std::int64_t rest = frame % sample_rate_hz;
  return seconds * 1'000'000 + (rest * 2'000'000 + sample_rate_hz) / (2 * sample_rate_hz);
}

void append_seconds(std::string& out, std::int64_t frame, std::int64_t sample_rate_hz) {
  append_millionths(out, to_microseconds(frame, sample_rate_hz));
}

}  // namespace nightjar
