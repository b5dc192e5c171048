#include "tools/cli/command_line.h"

#include <string>

#include "nightjar/error.h"
#include "tools/cli/command_set.h"
#include "tools/cli/config_file.h"
#include "tools/cli/config_text.h"
#include "tools/cli/stdout.h"

namespace nightjar::cli {
namespace {

// The command that was chosen, a command's command at last; `app` where there was none.
CLI::App& innermost(CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : innermost(*commands.front());
}

std::string help_of(CommandSet& set) {
  CLI::App& app = innermost(set.app);
  if (const Command* command = set.find(app)) command->mark_required();
  return set.app.help();
}

// CLI11's own message has them backwards.
std::string unexpected_arguments(const CLI::App& app) {
  std::string text = "not expected:";
  for (const std::string& word : app.remaining(true))
    if (word != "--") text += " " + word;
  return text;
}

SetupError usage_error(CommandSet& set, const std::string& what) {
  std::string command;
  for (const CLI::App* at = &innermost(set.app); at != nullptr; at = at->get_parent())
    command = at->get_name() + (command.empty() ? "" : " ") + command;
  return {ErrorCode::bad_option, what + "; see " + command + " --help"};
}

Action print(const std::string& text) {
  return [text] {
    write_stdout(text);
    return ExitCode::all_done;
  };
}

}  // namespace

Action parse_command_line(int argc, const char* const* argv) {
  CommandSet set;
  try {
    set.app.parse(argc, argv);
  } catch (const CLI::CallForVersion&) {
    return print(set.app.version() + "\n");
  } catch (const CLI::CallForHelp&) {
    return print(help_of(set));
  } catch (const CLI::ExtrasError&) {
    throw usage_error(set, unexpected_arguments(set.app));
  } catch (const CLI::ParseError& error) {
    throw usage_error(set, error.what());
  }
  const Command* command = set.find(innermost(set.app));
  if (command == nullptr) {
    throw SetupError(ErrorCode::bad_option,
                     "which command? run recognises recordings; nightjar --help lists the others");
  }
  if (!command->config_file().empty()) apply_config_file(set, *command);
  if (command->prints_config()) return print(config_text(*command));
  if (const std::string option = command->missing(); !option.empty())
    throw usage_error(set, option + " is required");
  return set.chosen;
}

}  // namespace nightjar::cli
