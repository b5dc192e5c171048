// `nightjar completion`: scripts by which a shell completes commands, options and their values.
#pragma once

#include <string>
#include <vector>

#include "tools/cli/command_set.h"

namespace nightjar::cli {

// Made of the commands, so they know what the program knows. They complete `nightjar` by whatever path it is
// called; names of models they ask of the program that wrote them, so that no build is begun by a key.
std::string bash_completion(const CommandSet& set);
std::string zsh_completion(const CommandSet& set);

// What both are made of.
struct CommandWords {
  std::string path;                // "", "run", "match", "match find"
  const Command* command;          // null of "" and "match"
  std::vector<std::string> words;  // the commands below it
  std::vector<std::string> what;   // and their descriptions
};
std::vector<CommandWords> command_words(const CommandSet& set);

// The program's path, in quotes for a shell.
std::string program_in_quotes();
std::string in_single_quotes(const std::string& text);

}  // namespace nightjar::cli
