// One JSON object as a line of text, field by field, in the order of the calls. Numbers never depend on the
// locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace nightjar {

// Appends to `out`: '{' at once, fields, and "}\n" when destroyed. `out` outlives it.
class JsonLine {
 public:
  explicit JsonLine(std::string& out) : out_(out) { out_ += '{'; }
  ~JsonLine() { out_ += "}\n"; }
  JsonLine(const JsonLine&) = delete;
  JsonLine& operator=(const JsonLine&) = delete;

  void text(std::string_view key, std::string_view value);  // bytes that are not UTF-8 become U+FFFD
  void path(std::string_view value);                        // "path", or "path_base64" if it is not UTF-8
  void integer(std::string_view key, std::int64_t value);
  void null(std::string_view key);
  void boolean(std::string_view key, bool value);
  void number(std::string_view key, double value);                // finite; as many digits as it has
  void number(std::string_view key, double value, int decimals);  // finite; so many digits after the point
  void millionths(std::string_view key, std::int64_t micro);      // see append_millionths()
  // "start_sample", "end_sample", "start_s", "end_s" of [start_frame, end_frame).
  void times(std::int64_t start_frame, std::int64_t end_frame, std::int64_t sample_rate_hz);
  // So many objects; `fill` is called with the index of each, and calls the others for its fields.
  void list(std::string_view key, std::size_t count, const std::function<void(std::size_t)>& fill);

 private:
  void key(std::string_view name);

  std::string& out_;
  bool first_ = true;
};

}  // namespace nightjar
