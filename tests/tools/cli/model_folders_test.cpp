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
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
  EXPECT_THAT(models_folders_above(folder_ / "src/build/release/tools"), ElementsAre(folder_ / "src/models"));
  model("usr/share/nightjar/models/sounds");
  EXPECT_THAT(models_folders_above(folder_ / "usr/bin"), ElementsAre(folder_ / "usr/share/nightjar/models"));
  model("src/share/nightjar/models/sounds");  // installed goes before the tree, wherever it is
  EXPECT_THAT(models_folders_above(folder_ / "src/build/release/tools"),
              ElementsAre(folder_ / "src/share/nightjar/models", folder_ / "src/models"));
}

TEST_F(ModelFolders, a_name_is_looked_up_and_a_path_is_a_path) {
  const auto b = model("models/b"), a = model("models/a"), own = model("own");
  fs::create_directories(folder_ / "models/recipe");
  EXPECT_THAT(model_folders(folder_ / "models"), ElementsAre(a, b));
  setenv("NIGHTJAR_MODELS", (folder_ / "models").c_str(), 1);
  EXPECT_EQ(find_model({"a", ""}), a);
  EXPECT_EQ(find_model({own.string(), ""}), own);
}

TEST_F(ModelFolders, given_ones_go_before_those_of_the_variable_and_hide_their_names) {
  const auto first = model("first/a"), second = model("second/a"), b = model("second/b"),
             third = model("third/a");
  setenv("NIGHTJAR_MODELS", (":" + (folder_ / "third") + ":" + (folder_ / "first")).c_str(), 1);
  const std::string given = (folder_ / "first") + ":" + (folder_ / "second");
  EXPECT_EQ(find_model({"a", given}), first);
  EXPECT_EQ(find_model({"a", folder_ / "second"}), second);
  EXPECT_EQ(find_model({"a", ""}), third);
  const std::vector<FoundModel> found = found_models(given);
  ASSERT_GE(found.size(), 2U);  // and those of the tree that the test is in
  EXPECT_EQ(found[0].folder, first);
  EXPECT_THAT(found[0].hidden, ElementsAre(second, third));  // not itself, by another way
  EXPECT_EQ(found[1].folder, b);
  EXPECT_THAT(found[1].hidden, IsEmpty());
}

TEST_F(ModelFolders, that_are_given_and_hold_no_model_are_refused) {
  const auto own = model("models/own");
  for (const std::string& wrong : {folder_ / "missing", own.string()}) {
    try {
      find_model({"own", wrong});
      FAIL();
    } catch (const SetupError& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_option);
      EXPECT_THAT(error.what(), AllOf(HasSubstr("--models " + wrong), HasSubstr("no model there")));
    }
  }
}

TEST_F(ModelFolders, an_unknown_name_is_refused_with_the_known_ones) {
  model("models/a");
  model("models/b");
  setenv("NIGHTJAR_MODELS", (folder_ / "models").c_str(), 1);
  try {
    find_model({"c", ""});
    FAIL();
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_model);
    EXPECT_THAT(error.what(), HasSubstr("'c'"));
    EXPECT_THAT(error.what(), HasSubstr("a, b"));
  }
}

}  // namespace
}  // namespace nightjar::cli
