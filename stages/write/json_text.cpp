#include "stages/write/json_text.h"

#include <nlohmann/json.hpp>

#include "stages/write/number_text.h"
#include "stages/write/utf8.h"

namespace nightjar {

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
  append_integer(out_, value);
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
  append_number(out_, value);
}

void JsonLine::number(std::string_view name, double value, int decimals) {
  key(name);
  append_fixed(out_, value, decimals);
}

void JsonLine::millionths(std::string_view name, std::int64_t micro) {
  key(name);
  append_millionths(out_, micro);
}

void JsonLine::times(std::int64_t start_frame, std::int64_t end_frame, std::int64_t sample_rate_hz) {
  integer("start_sample", start_frame);
  integer("end_sample", end_frame);
  millionths("start_s", to_microseconds(start_frame, sample_rate_hz));
  millionths("end_s", to_microseconds(end_frame, sample_rate_hz));
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

}  // namespace nightjar
