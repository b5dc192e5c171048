// What `nightjar tune` is told.
#pragma once

#include <string>
#include <vector>

#include "tools/cli/model_folders.h"

namespace nightjar::cli {

struct TuneOptions {
  ModelChoice model;
  std::string budget = "60s";      // a time, with or without the s
  std::vector<std::string> point;  // one measurement: preparation, precision, batch, threads; empty: all
  bool json = false;
};

}  // namespace nightjar::cli
