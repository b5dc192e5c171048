// Refuses options of the CTC decoder that are out of range.
#pragma once

#include "nightjar/ctc.h"

namespace nightjar {

// ctc.h states the ranges. Throws SetupError(bad_option).
void check_ctc_options(const CtcOptions& options);

}  // namespace nightjar
