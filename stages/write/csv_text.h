// A field of CSV.
#pragma once

#include <string>
#include <string_view>

namespace nightjar {

// `text` as RFC 4180 has it: in quotes, with quotes doubled, where it holds a comma, a quote or a line break.
inline std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

}  // namespace nightjar
