// What there is to know before something is recognised.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/interface/network.h"

namespace nightjar::cli {

// nlohmann declares the move of its objects noexcept: NOLINTNEXTLINE(bugprone-exception-escape)
struct Diagnosis {
  nlohmann::ordered_json facts;       // section -> fact -> value; sizes in words, counts as numbers
  std::vector<std::string> warnings;  // it works, but not as well as it could
  std::vector<std::string> notes;     // the same of this moment, which may be over
  std::vector<std::string> errors;    // nothing can be recognised
};

// Loads LibTorch, to see whether it can be, and watches the machine for a second.
Diagnosis diagnose();

// What may be wrong with LibTorch's pools, and with the OpenMP runtimes that are mapped; empty: nothing is.
std::string pool_warning(const BackendInfo& info);
std::string openmp_warning(const std::vector<std::string>& runtimes);

// Variables that OpenMP or MKL would read, with the value and what they do to Nightjar; empty for a harmless
// one. For tests: `value` may be null, a variable that is not set.
std::string environment_warning(const std::string& variable, const char* value);

}  // namespace nightjar::cli
