// What is said of a soak when it is over.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "nightjar/recognizer.h"
#include "tools/cli/soak/soak_gates.h"

namespace nightjar::cli {

// The last line of the file of samples, and what --json gives. `last`: the last sample.
nlohmann::ordered_json soak_report(const Recognizer& engine, const SoakSample& last,
                                   const SoakAccounts::State& spans, const std::vector<Gate>& gates);

// The same for people.
std::string soak_text(const nlohmann::ordered_json& report);

}  // namespace nightjar::cli
