// The cases of tests/golden/features, which are this folder's and contracts/'s.
#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "tests/support/sound_files.h"

namespace nightjar::test {

const std::string kGoldenFolder = NIGHTJAR_SOURCE_DIR "/tests/golden/features/";

struct GoldenCase {
  nlohmann::json values;
  std::string name() const { return values.at("name"); }
  friend void PrintTo(const GoldenCase& one, std::ostream* out) { *out << one.name(); }
};

// Of `folder`'s cases.json.
inline std::vector<GoldenCase> golden_cases(const std::string& folder) {
  std::vector<GoldenCase> all;
  const auto golden = nlohmann::json::parse(read_text(folder + "cases.json"));
  for (const auto& values : golden.at("cases")) all.push_back({values});
  return all;
}

}  // namespace nightjar::test
