#include "tools/cli/completion.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

// Before the tables. `command` is what of the line is a command; `option` what the word may be a value of.
constexpr const char* kBegin = R"(# Completes nightjar in bash: source <(nightjar completion bash)
_nightjar() {
  local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} command='' before='' kind='' words='' at
  # --option=value is three words.
  if [[ $word == = ]]; then
    word=''
  elif [[ $option == = && COMP_CWORD -gt 1 ]]; then
    option=${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((at = 1; at < COMP_CWORD; ++at)); do
    case "${command:+$command }${COMP_WORDS[at]}" in
)";

constexpr const char* kEnd = R"bash(  esac
  COMPREPLY=()
  case $kind in
    words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word") ;;
    list)
      # Of a list, the last item is completed.
      [[ $word != *,* ]] || before=${word%,*},
      mapfile -t COMPREPLY < <(compgen -P "$before" -W "$words" -- "${word##*,}")
      ;;
    models)
      mapfile -t COMPREPLY < <(compgen -W "$("$program" models --names 2>/dev/null)" -- "$word")
      compopt -o plusdirs 2>/dev/null
      ;;
    models_or_files)
      mapfile -t COMPREPLY < <(compgen -W "$("$program" models --names 2>/dev/null)" -- "$word"; compgen -f -- "$word")
      compopt -o filenames 2>/dev/null
      ;;
    # What readline offers by itself knows quotes.
    files) compopt -o default 2>/dev/null || mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    folders) compopt -o dirnames 2>/dev/null || mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
  esac
}
complete -F _nightjar nightjar
)bash";

std::string kind_of(const DeclaredOption& option) {
  switch (option.offer()) {
    case Offer::nothing:
      return "kind=none";
    case Offer::words:
      return "kind=words words=" + in_single_quotes(joined(option.words(), " "));
    case Offer::lists_of_words:
      return "kind=list words=" + in_single_quotes(joined(option.words(), " "));
    case Offer::files:
      return "kind=files";
    case Offer::folders:
      return "kind=folders";
    case Offer::models:
      return "kind=models";
  }
  return "kind=none";
}

// "-o --output"
std::vector<std::string> dashed(const DeclaredOption& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.option().get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.option().get_lnames()) names.push_back("--" + name);
  return names;
}

// The values of options, each under "command option".
std::string values_of(const Command& command) {
  std::string cases;
  for (const DeclaredOption& option : command.options()) {
    if (option.is_positional() || option.is_flag()) continue;
    std::string patterns;
    for (const std::string& name : dashed(option))
      patterns += (patterns.empty() ? "" : " | ") + in_single_quotes(command.path() + " " + name);
    cases += "    " + patterns + ") " + kind_of(option) + " ;;\n";
  }
  return cases;
}

// What may begin a word: options, commands, or what has no name.
std::string words_of(const CommandWords& at) {
  std::vector<std::string> options{"--help"};
  std::string other = "kind=words words=" + in_single_quotes(joined(at.words, " "));
  if (at.path.empty()) options.emplace_back("--version");
  if (at.command != nullptr) {
    other = "kind=none";
    for (const DeclaredOption& option : at.command->options()) {
      if (!option.is_positional()) {
        for (const std::string& name : dashed(option)) options.push_back(name);
      } else if (option.offer() == Offer::files && other == "kind=models") {
        other = "kind=models_or_files";  // which of them it is depends on what of the line is a value
      } else {
        other = kind_of(option);
      }
    }
  }
  return "    " + in_single_quotes(at.path) +
         ") if [[ $word == -* ]]; then kind=words words=" + in_single_quotes(joined(options, " ")) +
         "; else " + other + "; fi ;;\n";
}

}  // namespace

std::string bash_completion(const CommandSet& set) {
  const std::vector<CommandWords> all = command_words(set);
  std::string paths, values, words;
  for (const CommandWords& at : all) {
    if (!at.path.empty()) paths += (paths.empty() ? "" : " | ") + in_single_quotes(at.path);
    if (at.command != nullptr) values += values_of(*at.command);
    words += words_of(at);
  }
  return std::string(kBegin) + "      " + paths + ") command=${command:+$command }${COMP_WORDS[at]} ;;\n" +
         "    esac\n  done\n  local program=" + program_in_quotes() + "\n  case \"$command $option\" in\n" +
         values + "    *) case $command in\n" + words + "    esac ;;\n" + kEnd;
}

}  // namespace nightjar::cli
