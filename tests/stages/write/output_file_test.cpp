#include "stages/write/output_file.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST(OutputFile, appears_under_its_name_when_committed) {
  const test::TempFolder folder;
  auto file = OutputFile::create(folder / "a.csv");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write(std::string_view("hello")));
  EXPECT_FALSE(fs::exists(folder / "a.csv"));
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(test::read_text(folder / "a.csv"), "hello");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(OutputFile, leaves_nothing_and_keeps_the_old_file_without_commit) {
  const test::TempFolder folder;
  std::ofstream(folder / "a.csv") << "old";
  {
    auto file = OutputFile::create(folder / "a.csv");
    ASSERT_TRUE(file && file->write(std::string_view("new")));
  }
  EXPECT_EQ(test::read_text(folder / "a.csv"), "old");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(OutputFile, follows_a_symbolic_link) {
  const test::TempFolder folder;
  std::ofstream(folder / "real") << "old";
  fs::create_symlink("real", folder / "link");
  auto file = OutputFile::create(folder / "link");
  ASSERT_TRUE(file && file->write(std::string_view("new")) && file->commit());
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(test::read_text(folder / "real"), "new");
}

TEST(OutputFile, does_not_replace_a_device) {
  const auto file = OutputFile::create("/dev/null");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::output_failed);
  EXPECT_THAT(file.error().message, HasSubstr("/dev/null: it is not a regular file"));
}

TEST(OutputFile, a_missing_folder_is_named) {
  const test::TempFolder folder;
  const auto file = OutputFile::create(folder / "none/a.csv");
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().message, HasSubstr("none/a.csv: No such file"));
}

}  // namespace
}  // namespace nightjar
