// How the command ends.
#pragma once

namespace nightjar {
struct DoneLine;
}

namespace nightjar::cli {

struct Inputs;

enum class ExitCode : int {
  all_done = 0,
  incomplete = 1,     // some recordings were refused, or have gaps; or a gate of soak failed
  setup_failed = 2,   // usage, model or set-up
  output_failed = 3,  // what was found could not be written
  interrupted = 130,  // SIGINT or SIGTERM
};

// How a command over `inputs` ends whose output went well: `done` has what came of them.
ExitCode exit_code(bool stopped, const DoneLine& done, const Inputs& inputs);

}  // namespace nightjar::cli
