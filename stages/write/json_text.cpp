#include "stages/write/json_text.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "stages/write/utf8.h"

namespace nightjar {
namespace {

template <class... Args>
void append_chars(std::string& out, Args... args) {
  std::array<char, 400> text;  // the longest double, without an exponent, has 309 digits before the point
  out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), args...).ptr);
}

}  // namespace

void JsonLine::key(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  ((out_ += '"') += name) += "\":";
}

void JsonLine::text(std::string_view name, std::string_view value) {
  key(name);
  out_ += nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void JsonLine::path(std::string_view value) {
  if (is_utf8(value)) {
    text("path", value);
  } else {
    text("path_base64", base64(value));
  }
}

void JsonLine::integer(std::string_view name, std::int64_t value) {
  key(name);
  append_chars(out_, value);
}

void JsonLine::null(std::string_view name) {
  key(name);
  out_ += "null";
}

void JsonLine::boolean(std::string_view name, bool value) {
  key(name);
  out_ += value ? "true" : "false";
}

void JsonLine::number(std::string_view name, double value) {
  key(name);
  append_chars(out_, value);
}

void JsonLine::number(std::string_view name, double value, int decimals) {
  key(name);
  append_chars(out_, value, std::chars_format::fixed, decimals);
}

void JsonLine::millionths(std::string_view name, std::int64_t micro) {
  key(name);
  append_chars(out_, micro / 1'000'000);
  const std::string digits = std::to_string(1'000'000 + micro % 1'000'000);  // a leading 1 keeps the zeros
  (out_ += '.').append(digits, 1);
}

void JsonLine::list(std::string_view name, std::size_t count, const std::function<void(std::size_t)>& fill) {
  key(name);
  out_ += '[';
  for (std::size_t i = 0; i < count; ++i) {
    out_ += i == 0 ? "{" : ",{";
    first_ = true;
    fill(i);
    out_ += '}';
  }
  out_ += ']';
  first_ = false;
}

std::int64_t to_microseconds(std::int64_t frame, std::int64_t sample_rate_hz) {
  // Whole seconds apart, so that nothing overflows: the rest is below the rate.
  const std::int64_t seconds = frame / sample_rate_hz;
  const std::int64_t rest = frame % sample_rate_hz;
  return seconds * 1'000'000 + (rest * 2'000'000 + sample_rate_hz) / (2 * sample_rate_hz);
}

}  // namespace nightjar
