#include "tools/cli/model_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "nightjar/error.h"
#include "tests/support/temp_folder.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ModelFolders : public ::testing::Test {
 protected:
  void TearDown() override { unsetenv("NIGHTJAR_MODELS"); }
  fs::path model(const std::string& folder) {
    fs::create_directories(folder_ / folder);
    std::ofstream(folder_ / (folder + "/manifest.json")) << "{}";
    return folder_ / folder;
  }
  test::TempFolder folder_;
};

TEST_F(ModelFolders, are_found_above_a_build_tree_and_beside_an_installed_program) {
  model("src/models/sounds");
  fs::create_directories(folder_ /
                         "src/build/release/models/torchscript");  // a folder of that name without models
  EXPECT_EQ(models_folder_above(folder_ / "src/build/release/tools"), folder_ / "src/models");
  model("usr/share/nightjar/models/sounds");
  EXPECT_EQ(models_folder_above(folder_ / "usr/bin"), folder_ / "usr/share/nightjar/models");
}

TEST_F(ModelFolders, a_name_is_looked_up_and_a_path_is_a_path) {
  const auto b = model("models/b"), a = model("models/a"), own = model("own");
  fs::create_directories(folder_ / "models/recipe");
  setenv("NIGHTJAR_MODELS", (folder_ / "models").c_str(), 1);
  EXPECT_THAT(model_folders(*models_folder()), ElementsAre(a, b));
  EXPECT_EQ(find_model("a"), a);
  EXPECT_EQ(find_model(own.string()), own);
}

TEST_F(ModelFolders, an_unknown_name_is_refused_with_the_known_ones) {
  model("models/a");
  model("models/b");
  setenv("NIGHTJAR_MODELS", (folder_ / "models").c_str(), 1);
  try {
    find_model("c");
    FAIL();
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_model);
    EXPECT_THAT(error.what(), HasSubstr("'c'"));
    EXPECT_THAT(error.what(), HasSubstr("a, b"));
  }
}

}  // namespace
}  // namespace nightjar::cli
