// The table of codes in stages/write/README.md and the enumeration in error.h say the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "nightjar/error.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

using ::testing::ElementsAreArray;

std::vector<std::string> lines_between(const std::string& file, const std::string& begin,
                                       const std::string& end) {
  std::vector<std::string> lines;
  std::istringstream in(test::read_text(std::string(NIGHTJAR_SOURCE_DIR) + "/" + file));
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (inside && line.starts_with(end)) break;
    if (inside) lines.push_back(line);
    inside = inside || line.starts_with(begin);
  }
  return lines;
}

// In order: the codes of the enumeration, and "" where a comment begins another group.
std::vector<std::string> codes_in_header() {
  std::vector<std::string> codes;
  for (const std::string& line :
       lines_between("models/interface/include/nightjar/error.h", "enum class ErrorCode", "};")) {
    std::smatch match;
    if (std::regex_match(line, match, std::regex("  ([a-z_]+),.*"))) codes.push_back(match[1]);
    if (line.starts_with("  //")) codes.emplace_back();
  }
  return codes;
}

TEST(Codes, are_all_in_the_table_in_their_groups_with_a_meaning_and_a_remedy) {
  std::vector<std::string> codes;
  for (const std::string& line : lines_between("stages/write/README.md", "## Codes", "## ")) {
    std::smatch match;
    if (std::regex_match(line, match, std::regex(R"(\| `([a-z_]+)` \| (.+) \| (.+) \|)")))
      codes.push_back(match[1]);
    if (line.starts_with("| **")) codes.emplace_back();
  }
  EXPECT_THAT(codes, ElementsAreArray(codes_in_header()));
  EXPECT_GT(codes.size(), 30U);
}

TEST(Codes, have_the_names_of_the_enumeration) {
  int value = 0;
  for (const std::string& code : codes_in_header()) {
    if (code.empty()) continue;
    EXPECT_EQ(name(static_cast<ErrorCode>(value++)), code);
  }
}

}  // namespace
}  // namespace nightjar
