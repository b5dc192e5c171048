#include "tools/cli/config_file.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "models/interface/nearest_name.h"
#include "nightjar/error.h"
#include "stages/write/number_text.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr std::size_t kMostConfigBytes = std::size_t{1} << 20;

class ConfigFile {
 public:
  ConfigFile(const CommandSet& set, const Command& command)
      : set_(set), command_(command), where_("--config " + printable(command.config_file())) {}

  void apply() const {
    try {
      walk(toml::parse(text()), "");
    } catch (const toml::parse_error& error) {
      throw wrong("line " + std::to_string(error.source().begin.line), std::string(error.description()));
    }
  }

 private:
  static SetupError wrong_at(const std::string& where, const std::string& what) {
    return {ErrorCode::bad_option, where + ": " + what};
  }
  SetupError wrong(const std::string& place, const std::string& what) const {
    return wrong_at(where_ + ", " + place, printable(what));
  }
  static std::string line_of(const toml::node& node) {
    return "line " + std::to_string(node.source().begin.line);
  }

  std::string text() const {
    std::ifstream in(command_.config_file(), std::ios::binary);
    std::string text(kMostConfigBytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in.eof() || in.bad()) {
      throw wrong_at(where_, in.gcount() > 0 ? "is larger than 1 MiB; expected a few lines of TOML"
                                             : "cannot be read; check that it is a file that you may read");
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
  }

  // Sections, of which those of match are two levels deep. `parent`: "", or "match.".
  void walk(const toml::table& table, const std::string& parent) const {
    for (const auto& [toml_key, node] : table) {
      const std::string key = parent + std::string(toml_key.str());
      const auto found = std::find_if(
          set_.commands.begin(), set_.commands.end(),
          [&](const Command& command) { return command.section() == key && !keys_of(command).empty(); });
      const bool group = std::any_of(set_.commands.begin(), set_.commands.end(), [&](const Command& command) {
        return command.section().starts_with(key + ".");
      });
      if (!node.is_table() || (found == set_.commands.end() && !group)) {
        throw wrong(line_of(node), "no section \"" + key + "\"; the nearest is [" +
                                       nearest_name(key, sections()) +
                                       "]: options stand in the section of their command");
      }
      if (group) {
        walk(*node.as_table(), key + ".");
      } else {
        read_section(*found, *node.as_table());
      }
    }
  }

  std::vector<std::string> sections() const {
    std::vector<std::string> names;
    for (const Command& command : set_.commands) {
      if (!keys_of(command).empty()) names.push_back(command.section());
    }
    return names;
  }

  static std::vector<std::string> keys_of(const Command& command) {
    std::vector<std::string> keys;
    if (!command.has_config()) return keys;
    for (const DeclaredOption& option : command.options()) {
      if (option.is_configurable()) keys.push_back(option.key());
    }
    return keys;
  }

  void read_section(const Command& command, const toml::table& section) const {
    for (const auto& [toml_key, node] : section) {
      const std::string key(toml_key.str());
      const auto& options = command.options();
      const auto option = std::find_if(options.begin(), options.end(), [&](const DeclaredOption& candidate) {
        return candidate.is_configurable() && candidate.key() == key;
      });
      if (option == options.end()) {
        throw wrong(line_of(node), "unknown key \"" + key + "\" of [" + command.section() +
                                       "]; the nearest known key is \"" +
                                       nearest_name(key, keys_of(command)) + "\": rename or remove it");
      }
      if (&command == &command_ && option->option().count() == 0) set_option(*option, node);
    }
  }

  void set_option(const DeclaredOption& option, const toml::node& node) const {
    const std::string place = line_of(node) + ", " + option.key();
    if (option.is_flag() != node.is_boolean()) {
      throw wrong(place, option.is_flag() ? "expected true or false" : "expected a value, got true or false");
    }
    if (option.is_flag() && !node.value_or(false)) return;
    std::vector<std::string> values;
    if (const toml::array* array = node.as_array()) {
      if (!option.takes_several()) throw wrong(place, "expected one value, got a list");
      for (const toml::node& item : *array) values.push_back(scalar(item, place));
      if (values.empty()) return;
    } else {
      values.push_back(scalar(node, place));
    }
    try {
      option.option().add_result(values);
      option.option().run_callback();
    } catch (const CLI::ParseError& error) {
      throw wrong(place, error.what());
    }
  }

  // As it would stand on the command line.
  std::string scalar(const toml::node& node, const std::string& place) const {
    if (const auto* text = node.as_string()) {
      if (text->get().find('\0') != std::string::npos) throw wrong(place, "has a NUL byte");
      return text->get();
    }
    std::string text;
    if (const auto* integer = node.as_integer()) return std::to_string(integer->get());
    if (const auto* number = node.as_floating_point(); number != nullptr && std::isfinite(number->get())) {
      append_number(text, number->get());
      return text;
    }
    if (node.is_boolean()) return "true";
    throw wrong(place, "expected a string or a number");
  }

  const CommandSet& set_;
  const Command& command_;
  const std::string where_;
};

}  // namespace

void apply_config_file(const CommandSet& set, const Command& command) {
  ConfigFile(set, command).apply();
}

}  // namespace nightjar::cli
