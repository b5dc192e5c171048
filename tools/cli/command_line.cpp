#include "tools/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <string>

#include "nightjar/error.h"
#include "tools/cli/command_options.h"
#include "tools/cli/stdout.h"

namespace nightjar::cli {
namespace {

Action print(const std::string& text) {
  return [text] {
    write_stdout(text);
    return ExitCode::all_done;
  };
}

}  // namespace

Action parse_command_line(int argc, const char* const* argv) {
  CLI::App app("Nightjar recognises what can be heard in recordings.", "nightjar");
  app.set_version_flag("--version", std::string("nightjar ") + NIGHTJAR_VERSION);
  app.require_subcommand(0, 1);
  app.footer("Example: nightjar run field-recordings/ > found.jsonl\nHelp on a command: nightjar run --help");
  app.get_formatter()->column_width(26);

  Action chosen;
  add_commands(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion&) {
    return print(app.version() + "\n");
  } catch (const CLI::CallForHelp&) {
    return print(app.help());  // of the command, if one was chosen
  } catch (const CLI::ParseError& error) {
    const auto commands = app.get_subcommands();
    const std::string command = commands.empty() ? "nightjar" : "nightjar " + commands.front()->get_name();
    throw SetupError(ErrorCode::bad_option, std::string(error.what()) + "; see " + command + " --help");
  }
  if (!chosen) {
    throw SetupError(ErrorCode::bad_option,
                     "which command? run recognises recordings; nightjar --help lists the others");
  }
  return chosen;
}

}  // namespace nightjar::cli
