#include <unistd.h>

#include <csignal>
#include <exception>
#include <string>

#include "nightjar/error.h"
#include "tools/cli/command.h"
#include "tools/cli/console.h"
#include "tools/cli/standard_streams.h"
#include "tools/cli/stdout.h"
#include "tools/cli/stop_signals.h"

namespace nightjar::cli {
namespace {

// What escaped from a thread, or from a destructor, must end like any other failure: a line and an exit code.
[[noreturn]] void end_on_stray_exception() {
  std::string what = "unknown";
  try {
    if (const auto stray = std::current_exception()) std::rethrow_exception(stray);
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
  }
  console().print("nightjar: internal error: " + what);
  _exit(static_cast<int>(ExitCode::setup_failed));
}

ExitCode parse_and_act(int argc, const char* const* argv) {
  CLI::App app("Nightjar recognises what can be heard in recordings.", "nightjar");
  app.set_version_flag("--version", std::string("nightjar ") + NIGHTJAR_VERSION);
  app.require_subcommand(0, 1);
  app.footer("Example: nightjar run field-recordings/ > found.jsonl\nHelp on a command: nightjar run --help");
  app.get_formatter()->column_width(26);

  Action action;
  add_run(app, action);
  add_check(app, action);
  add_models(app, action);
  add_features(app, action);
  add_doctor(app, action);
  add_bench(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion&) {
    write_stdout(app.version() + "\n");
    return ExitCode::all_done;
  } catch (const CLI::CallForHelp&) {
    write_stdout(app.help());  // of the command, if one was chosen
    return ExitCode::all_done;
  } catch (const CLI::ParseError& error) {
    const auto chosen = app.get_subcommands();
    const std::string command = chosen.empty() ? "nightjar" : "nightjar " + chosen.front()->get_name();
    console().print("nightjar: " + std::string(error.what()) + "; see " + command + " --help");
    return ExitCode::setup_failed;
  }
  if (!action) {
    throw SetupError(ErrorCode::bad_option,
                     "which command? run recognises recordings; nightjar --help lists the others");
  }
  return action();
}

}  // namespace

void add_workers_option(CLI::App& command, std::size_t& workers) {
  CLI::Validator in_range = CLI::Range(1, 1024);
  in_range.description("");  // else the help is told twice
  command.add_option("--workers", workers, "Threads (default: the cores it may use)")
      ->check(in_range)
      ->type_name("N");
}

ExitCode execute(int argc, const char* const* argv) {
  occupy_closed_streams();
  std::set_terminate(end_on_stray_exception);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of the write, with a message
  leave_on_stop_signals();
  try {
    return parse_and_act(argc, argv);
  } catch (const OutputError& error) {
    console().print(std::string("nightjar: ") + error.what());
    return ExitCode::output_failed;
  } catch (const std::bad_alloc&) {
    console().print("nightjar: out of memory");
  } catch (const std::exception& error) {
    console().print(std::string("nightjar: ") + error.what());
  } catch (...) {
    console().print("nightjar: internal error: unknown");
  }
  return ExitCode::setup_failed;
}

}  // namespace nightjar::cli
