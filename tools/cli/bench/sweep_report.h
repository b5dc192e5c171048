// What a sweep measured, for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace nightjar::cli {

// The medians of each point's runs, in the order in which the points first appear; a point is its runs'
// "name", "engine_threads" and "intra_op_threads". Adds "rounds", how many runs it had, and "growth" of the
// median of "work_ms" and of each of "stage_ms": over that of the same arrangement with the fewest engine
// threads.
nlohmann::ordered_json sweep_medians(const std::vector<nlohmann::ordered_json>& runs);

std::string sweep_table(const nlohmann::ordered_json& points);
std::string sweep_csv(const nlohmann::ordered_json& points);  // with a header; all fields of the points

}  // namespace nightjar::cli
