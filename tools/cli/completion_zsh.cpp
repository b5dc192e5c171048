#include "tools/cli/completion.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

// A description of _arguments, where brackets and colons end it.
std::string described(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action_of(const DeclaredOption& option) {
  switch (option.offer()) {
    case Offer::nothing:
      return " ";
    case Offer::words:
      return "(" + joined(option.words(), " ") + ")";
    case Offer::lists_of_words:
      return "_values -s , item " + joined(option.words(), " ");
    case Offer::files:
      return "_files";
    case Offer::folders:
      return "_files -/";
    case Offer::models:
      return "_nightjar__models";  // two bars, which no command's function has
  }
  return " ";
}

std::string function_of(const std::string& path) {
  std::string name = "_nightjar";
  for (const char c : (path.empty() ? "" : "_") + path) name += c == ' ' ? '_' : c;
  return name;
}

std::string arguments_of(const Command& command) {
  std::string text = "  _arguments -s -S '(- *)'{-h,--help}'[print its help]'";
  for (const DeclaredOption& option : command.options()) {
    const std::string type = option.option().get_type_name();
    if (option.is_positional()) {
      const bool several = option.takes_several();
      text += " \\\n    " +
              in_single_quotes((several ? "*:" : ":") + option.spelling() + ":" + action_of(option));
      continue;
    }
    const std::string value = option.is_flag() ? "" : ":" + described(type) + ":" + action_of(option);
    for (const std::string& name : option.option().get_snames())
      text += " \\\n    " + in_single_quotes("-" + name + "[" + described(option.text().what) + "]" + value);
    for (const std::string& name : option.option().get_lnames()) {
      text += " \\\n    " + in_single_quotes("--" + name + (option.is_flag() ? "" : "=") + "[" +
                                             described(option.text().what) + "]" + value);
    }
  }
  return text + "\n";
}

// Commands, and then what belongs to the one chosen.
std::string choice_of(const CommandWords& at) {
  std::string text = "  local line state\n  _arguments -C '(- *)'{-h,--help}'[print its help]' ";
  if (at.path.empty()) text += "'(- *)--version[print the version]' ";
  text +=
      "'1:command:->command' '*::argument:->argument'\n  case $state in\n    command) local -a commands=(";
  for (std::size_t i = 0; i < at.words.size(); ++i)
    text += "\n      " + in_single_quotes(at.words[i] + ":" + at.what[i]);
  text += ")\n      _describe command commands ;;\n    argument) case $line[1] in\n";
  for (const std::string& word : at.words) {
    text += "      " + word + ") " + function_of((at.path.empty() ? "" : at.path + " ") + word) + " ;;\n";
  }
  return text + "    esac ;;\n  esac\n";
}

}  // namespace

std::string zsh_completion(const CommandSet& set) {
  std::string text =
      "#compdef nightjar\n# Completes nightjar in zsh, after compinit: source <(nightjar completion zsh)\n"
      "_nightjar__models() {\n  local -a names=(${(f)\"$(" +
      program_in_quotes() +
      " models --names 2>/dev/null)\"})\n  _alternative \"names:model:($names)\" 'folders:folder:_files "
      "-/'\n}\n";
  for (const CommandWords& at : command_words(set)) {
    text += function_of(at.path) + "() {\n" +
            (at.command == nullptr ? choice_of(at) : arguments_of(*at.command)) + "}\n";
  }
  return text + "compdef _nightjar nightjar\n";
}

}  // namespace nightjar::cli
