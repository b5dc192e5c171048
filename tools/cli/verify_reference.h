// `nightjar verify` without recordings: a model against what the library that it comes from made of some
// sound.
#pragma once

#include "models/interface/manifest.h"
#include "tools/cli/exit_code.h"

namespace nightjar::cli {

// Prints a line for each stage. Incomplete where one is further from reference.npz than the manifest's
// reference_tolerance. Throws SetupError: bad_option, where the model has no reference.npz; bad_model.
ExitCode verify_reference(const Manifest& manifest, bool json);

}  // namespace nightjar::cli
