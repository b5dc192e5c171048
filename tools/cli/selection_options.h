// --from, --to and --channels: what of each recording is recognised.
#pragma once

#include <string>

#include "nightjar/selection.h"

namespace nightjar::cli {

struct SelectionOptions {
  std::string from;  // empty: the beginning
  std::string to;    // empty: the end
  std::string channels = "mix";
};

// Throws SetupError(bad_option).
Selection selection_of(const SelectionOptions& options);

}  // namespace nightjar::cli
