#include "tools/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "nightjar/error.h"
#include "tools/cli/command_options.h"
#include "tools/cli/commands.h"
#include "tools/cli/stdout.h"

namespace nightjar::cli {
namespace {

// The options that `function` will be given when `command` is chosen.
template <typename Options>
Options& options_of(CLI::App& command, Action& chosen, ExitCode (*function)(const Options&)) {
  const auto options = std::make_shared<Options>();
  command.callback(
      [options, function, &chosen] { chosen = [options, function] { return function(*options); }; });
  return *options;
}

// Adds every command to `app`. When `app` parses the name of one, `chosen` becomes that command with the
// options given; it may outlive `app`, which must not outlive `chosen`.
void add_commands(CLI::App& app, Action& chosen) {
  CLI::App* group = &app;
  const auto add = [&](const char* name, const char* what, auto function, auto add_options) {
    CLI::App& command = *group->add_subcommand(name, what);
    add_options(command, options_of(command, chosen, function));
  };
  add("run", "Recognise what can be heard, as JSON Lines on stdout", run, add_run);
  add("check", "Say what run would refuse, what is damaged, how long it takes", check, add_check);
  add("models", "List the models, or show all of one", models, add_models);
  add("features", "Write what the model is given, as .npy files", features, add_features);
  add("verify", "Compare a model's segments with whole recordings", verify, add_verify);
  add("doctor", "What is here to work with, and what is wrong", doctor, add_doctor);
  add("bench", "Measure speed, use of the cores, and memory", bench, add_bench);
  group = app.add_subcommand("match", "Find known recordings in others: build, find");
  group->require_subcommand(1);
  group->footer(
      "Example: nightjar match build jingles.index jingles/\nHelp on each: nightjar match find --help");
  add("build", "Make an index of known recordings", match_build, add_match_build);
  add("find", "Say which of them play in recordings, and where", match_find, add_match_find);
}

// The command that was chosen, a command's command at last; `app` where there was none.
CLI::App& innermost(CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : innermost(*commands.front());
}

std::string help_of(CLI::App& app) {
  CLI::App& command = innermost(app);
  command.remove_option(command.get_option_no_throw(kNeverFilled));
  return app.help();
}

// CLI11's own message has them backwards.
std::string unexpected_arguments(const CLI::App& app) {
  std::string text = "not expected:";
  for (const std::string& word : app.remaining(true))
    if (word != "--") text += " " + word;
  return text;
}

SetupError usage_error(CLI::App& app, const std::string& what) {
  std::string command;
  for (const CLI::App* at = &innermost(app); at != nullptr; at = at->get_parent())
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
    return print(help_of(app));
  } catch (const CLI::ExtrasError&) {
    throw usage_error(app, unexpected_arguments(app));
  } catch (const CLI::ParseError& error) {
    throw usage_error(app, error.what());
  }
  if (!chosen) {
    throw SetupError(ErrorCode::bad_option,
                     "which command? run recognises recordings; nightjar --help lists the others");
  }
  return chosen;
}

}  // namespace nightjar::cli
