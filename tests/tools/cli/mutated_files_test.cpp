// Damaged files of every kind through the program: `check --deep` and `run` come to their end, account for
// every frame, and stay below their ceiling. In the long tier 200 of each kind.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/support/json_lines.h"
#include "tests/support/mutations.h"
#include "tests/support/thorough.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;

class MutatedFiles : public Workplace {
 protected:
  // Without ffmpeg: what that makes of a damaged file is not ours. A header of 1 Hz makes hours of seconds.
  ProgramOptions alone() const {
    ProgramOptions with = options();
    with.environment["PATH"] = folder_ / "nowhere";
    return with;
  }

  // How many recordings ended, each with all of its frames accounted for.
  static int ends_of(const Ended& ended) {
    EXPECT_TRUE(ended.code == 0 || ended.code == 1) << ended.code << ended.err;
    int ends = 0;
    for (const json& line : test::parse_json_lines(ended.out)) {
      if (line["type"] == "error") {
        EXPECT_NE(line["message"], "");
      }
      if (line["type"] != "end") continue;
      ++ends;
      EXPECT_EQ(line["frames"], line["processed"].get<std::int64_t>() + line["gap"].get<std::int64_t>() +
                                    line["skipped"].get<std::int64_t>());
    }
    return ends;
  }
};

TEST_F(MutatedFiles, of_every_kind_go_through_check_and_run) {
  std::mt19937 random(20261121);
  const int of_a_kind = test::thorough() ? 200 : 5;
  for (const auto& [name, whole] : test::files_of_every_kind()) {
    SCOPED_TRACE(name);
    std::vector<std::string> check = {"check", "--deep", "--json"};
    std::vector<std::string> run = {"run", "--quiet", "--model", "stub", "--memory", "min", "--to", "60"};
    for (int n = 0; n < of_a_kind; ++n) {
      const std::string path = folder_ / (name + " " + std::to_string(n));
      test::write_bytes(path, test::mutate(whole, random));
      check.push_back(path);
      run.push_back(path);
    }
    EXPECT_LE(ends_of(nightjar(check, alone())), of_a_kind);
    const Ended ran = nightjar(run, alone());
    EXPECT_EQ(ends_of(ran), of_a_kind) << ran.err;
    for (const auto& file : std::vector(run.begin() + 8, run.end())) std::filesystem::remove(file);
  }
}

}  // namespace
}  // namespace nightjar::cli
