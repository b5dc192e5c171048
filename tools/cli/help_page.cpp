#include "tools/cli/help_page.h"

#include "models/interface/nearest_name.h"
#include "nightjar/error.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr int kColumns = 80;

std::string paragraph(const std::string& text) {
  constexpr int kIndent = 6;
  std::string lines;
  if (text.empty()) return lines;
  for (const std::string& line : wrap(text, kColumns - kIndent))
    lines += std::string(kIndent, ' ') + line + "\n";
  return lines;
}

std::string sentence(const std::string& text) {
  return text.empty() || text.ends_with('.') ? text : text + ".";
}

std::string about(const Command& command, const DeclaredOption& option) {
  std::string title = "\n  ";
  for (const char c : option.spelling()) title += c == ',' ? std::string(", ") : std::string(1, c);
  const std::string type = option.is_flag() ? "" : option.option().get_type_name();
  if (!type.empty()) title += " " + type;
  std::string meaning = sentence(option.text().what);
  if (!option.text().more.empty()) meaning += " " + option.text().more;
  std::string values;
  if (option.is_required()) {
    values = "Has to be given.";
  } else if (!option.default_text().empty()) {
    values = "Default: " + option.default_text() + ".";
  }
  if (!option.range_text().empty())
    values += (values.empty() ? "" : " ") + ("May be: " + option.range_text()) + ".";
  return title + "\n" + paragraph(meaning) + paragraph(values) +
         paragraph("Example: " + command.example_of(option));
}

std::string usage(const Command& command) {
  std::string text = "Usage: nightjar " + command.path() + " [OPTIONS]";
  for (const DeclaredOption& option : command.options()) {
    if (!option.is_positional()) continue;
    const std::string name = option.spelling() + (option.takes_several() ? "..." : "");
    text += option.is_required() ? " " + name : " [" + name + "]";
  }
  return text + "\n";
}

std::string page(const Command& command) {
  std::string text =
      "nightjar " + command.path() + ": " + command.app().get_description() + "\n" + usage(command);
  for (const DeclaredOption& option : command.options()) text += about(command, option);
  return text + "\n" + command.app().get_footer() + "\n";
}

}  // namespace

std::string help_page(const CommandSet& set, const std::vector<std::string>& words) {
  if (words.empty())
    return set.app.get_formatter()->make_help(&set.app, "nightjar", CLI::AppFormatMode::Normal);
  std::string path;
  for (const std::string& word : words) path += (path.empty() ? "" : " ") + word;
  std::string text;
  std::vector<std::string> known;
  for (const Command& command : set.commands) {
    known.push_back(command.path());
    if (command.path() == path || command.path().starts_with(path + " "))
      text += (text.empty() ? "" : "\n") + page(command);
  }
  if (text.empty()) {
    throw SetupError(ErrorCode::bad_option, "no command \"" + printable(path) + "\"; the nearest is \"" +
                                                nearest_name(path, known) + "\"; see nightjar --help");
  }
  return text;
}

}  // namespace nightjar::cli
