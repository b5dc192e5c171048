// How the command ends.
#pragma once

namespace nightjar::cli {

enum class ExitCode : int {
  all_done = 0,
  incomplete = 1,     // some recordings were refused, or have gaps
  setup_failed = 2,   // usage, model or set-up
  output_failed = 3,  // what was found could not be written
  interrupted = 130,  // SIGINT or SIGTERM
};

}  // namespace nightjar::cli
