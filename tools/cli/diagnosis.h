// What there is to know before something is recognised.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace nightjar::cli {

// nlohmann declares the move of its objects noexcept: NOLINTNEXTLINE(bugprone-exception-escape)
struct Diagnosis {
  nlohmann::ordered_json facts;       // section -> fact -> value; sizes in words, counts as numbers
  std::vector<std::string> warnings;  // it works, but not as well as it could
  std::vector<std::string> errors;    // nothing can be recognised
};

// Loads LibTorch, to see whether it can be.
Diagnosis diagnose();

// Variables that OpenMP or MKL would read, with the value and what they do to Nightjar; empty for a harmless
// one. For tests: `value` may be null, a variable that is not set.
std::string environment_warning(const std::string& variable, const char* value);

}  // namespace nightjar::cli
