#include "tools/cli/execute.h"

#include <unistd.h>

#include <csignal>
#include <exception>
#include <string>

#include "tools/cli/command_line.h"
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

}  // namespace

ExitCode execute(int argc, const char* const* argv) {
  occupy_closed_streams();
  std::set_terminate(end_on_stray_exception);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of the write, with a message
  leave_on_stop_signals();
  try {
    return parse_command_line(argc, argv)();
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
