#include "tools/cli/exit_code.h"

#include "stages/write/json_lines.h"
#include "tools/cli/inputs.h"

namespace nightjar::cli {

ExitCode exit_code(bool stopped, const DoneLine& done, const Inputs& inputs) {
  if (stopped) return ExitCode::interrupted;
  return done.ok == done.recordings && inputs.unreadable_folders.empty() ? ExitCode::all_done
                                                                         : ExitCode::incomplete;
}

}  // namespace nightjar::cli
