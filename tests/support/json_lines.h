// What a program writes as JSON Lines.
#pragma once

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace nightjar::test {

// Throws nlohmann::json::parse_error where a line is no JSON.
inline std::vector<nlohmann::json> parse_json_lines(const std::string& text) {
  std::vector<nlohmann::json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

// The "type" of each.
inline std::vector<std::string> types_of(const std::vector<nlohmann::json>& lines) {
  std::vector<std::string> types;
  for (const nlohmann::json& line : lines) types.push_back(line["type"]);
  return types;
}

}  // namespace nightjar::test
