#include "models/interface/sha256.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "nightjar/error.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

// FIPS 180-4's example "abc", and two million bytes: yes a | head -c 2000000 | sha256sum (coreutils 9.1).
TEST(Sha256, is_that_of_the_standard) {
  const test::TempFolder folder;
  const auto write = [&folder](const std::string& name, const std::string& text) {
    std::ofstream(folder / name) << text;
  };
  write("1", "a");
  write("2", "bc");
  EXPECT_EQ(sha256_of_files({folder / "1", folder / "2"}),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  std::string yes;
  for (int i = 0; i < 1000000; ++i) yes += "a\n";
  write("3", yes);
  EXPECT_EQ(sha256_of_files({folder / "3"}),
            "c555fab4b0832babab8ed4029d5028f57996d8f6ebffc83e93117a201a7055db");
  EXPECT_THROW(sha256_of_files({folder / "nowhere"}), SetupError);
}

}  // namespace
}  // namespace nightjar
