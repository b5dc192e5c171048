#include "tools/cli/completion.h"

#include <filesystem>
#include <system_error>

namespace nightjar::cli {

std::vector<CommandWords> command_words(const CommandSet& set) {
  std::vector<CommandWords> all{{.path = "", .command = nullptr, .words = {}, .what = {}}};
  const auto group = [&all](const std::string& path) -> CommandWords& {
    for (CommandWords& known : all) {
      if (known.path == path) return known;
    }
    return all.emplace_back(CommandWords{.path = path, .command = nullptr, .words = {}, .what = {}});
  };
  const auto add = [&group](const std::string& parent, const CLI::App& app) {
    CommandWords& above = group(parent);
    if (!above.words.empty() && above.words.back() == app.get_name()) return;
    above.words.push_back(app.get_name());
    above.what.push_back(app.get_description());
  };
  for (const Command& command : set.commands) {
    const std::string path = command.path();
    const std::size_t space = path.rfind(' ');
    if (space != std::string::npos) add("", *command.app().get_parent());
    add(space == std::string::npos ? "" : path.substr(0, space), command.app());
    group(path).command = &command;
  }
  return all;
}

std::string in_single_quotes(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string program_in_quotes() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return in_single_quotes(error ? "nightjar" : program.string());
}

}  // namespace nightjar::cli
