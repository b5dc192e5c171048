// --from, --to and --channels: what of each recording is recognised.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "nightjar/selection.h"

namespace nightjar::cli {

struct SelectionOptions {
  std::string from;  // empty: the beginning
  std::string to;    // empty: the end
  std::string channels = "mix";
};

void add_selection_options(CLI::App& command, SelectionOptions& options);

// Throws SetupError(bad_option).
Selection selection_of(const SelectionOptions& options);

}  // namespace nightjar::cli
