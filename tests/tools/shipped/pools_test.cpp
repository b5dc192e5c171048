// What LibTorch's own pools do to the program, with the model that it ships.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {
namespace {

class Pools : public testing::Test {
 protected:
  Pools() {
    test::write_sound(sound_, test::make_noise(16000 * 120, 1, 0.3F), 16000, 1,
                      SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  }

  nlohmann::json naive(const std::string& intra_op) const {
    const Ended ended = nightjar(
        {"bench", "sounds", sound_, "--arrangement", "naive", "--threads", "2", "--intra-op", intra_op});
    EXPECT_EQ(ended.code, 0) << ended.err;
    return nlohmann::json::parse(ended.out);
  }

  const test::TempFolder folder_;
  const std::string sound_ = folder_ / "noise.wav";
};

TEST_F(Pools, of_a_first_version_are_a_team_for_each_engine_thread_unless_they_are_pinned) {
  constexpr int kEngineThreads = 2, kTeam = 4;
  const auto pinned = naive("1"), teams = naive("4");
  EXPECT_EQ(pinned["intra_op_in_force"], 1);
  EXPECT_EQ(teams["intra_op_in_force"], kTeam);
  EXPECT_LE(pinned["threads"], kEngineThreads + 2);  // main, and one of jemalloc's
  EXPECT_GE(teams["threads"], pinned["threads"].get<int>() + kEngineThreads * (kTeam - 1));
  EXPECT_EQ(teams["found"], pinned["found"]);
}

TEST_F(Pools, at_their_defaults_are_what_the_library_makes_of_the_machine) {
  EXPECT_GE(naive("0")["intra_op_in_force"], 1);
}

}  // namespace
}  // namespace nightjar::cli
