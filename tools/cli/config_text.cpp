#include "tools/cli/config_text.h"

#include <array>
#include <cstdio>

#include "nightjar/error.h"
#include "stages/write/number_text.h"
#include "stages/write/utf8.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

// A basic string of TOML 1.0.
std::string quoted(const std::string& text) {
  if (!is_utf8(text)) {
    throw SetupError(ErrorCode::bad_option, "--print-config: '" + printable(text) +
                                                "' is not UTF-8, which TOML cannot hold; name paths of other "
                                                "bytes in a file of --list");
  }
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.append("\\").append(1, c);
    } else if (byte < 0x20 || byte == 0x7f) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04X", static_cast<unsigned>(byte));
      out += escape.data();
    } else {
      out += c;
    }
  }
  return out + "\"";
}

struct AsToml {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const {
    std::string text;
    append_number(text, value);
    return text;
  }
  std::string operator()(const std::string& value) const { return quoted(value); }
  template <class Item>
  std::string operator()(const std::vector<Item>& items) const {
    std::string list;
    for (const Item& item : items) list += (list.empty() ? "" : ", ") + (*this)(item);
    return "[" + list + "]";
  }
};

}  // namespace

std::string config_text(const Command& command) {
  std::string text = "[" + command.section() + "]\n";
  for (const DeclaredOption& option : command.options()) {
    if (!option.is_configurable()) continue;
    const std::string value = std::visit(AsToml{}, option.value());
    if (!value.empty()) {
      text += option.key() + " = " + value + "\n";
    } else {
      text += "# " + option.key() + ": " +
              (!option.default_text().empty() ? option.default_text()
               : option.is_required()         ? "has to be given"
                                              : "none") +
              "\n";
    }
  }
  return text;
}

}  // namespace nightjar::cli
