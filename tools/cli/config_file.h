// --config: options from a TOML file (https://toml.io/en/v1.0.0).
#pragma once

#include "tools/cli/command_set.h"

namespace nightjar::cli {

// Sets each option of `command` that its section in the file of --config has, and the command line has not.
// The other sections' keys are looked at too. Throws SetupError(bad_option) that names the file, the line and
// the key: what cannot be read, is no TOML, is no section or option (with the nearest that is), or no value
// for it.
void apply_config_file(const CommandSet& set, const Command& command);

}  // namespace nightjar::cli
