#include "stages/write/temporary_file.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using ::testing::HasSubstr;

TEST(TemporaryFile, holds_bytes_and_has_no_name) {
  const test::TempFolder folder;
  auto file = TemporaryFile::create(folder.path());
  ASSERT_TRUE(file);
  EXPECT_EQ(folder.entries(), 0U);
  ASSERT_TRUE(file->write(std::string_view("world"), 6));
  ASSERT_TRUE(file->write(std::string_view("hello,"), 0));
  std::string text(11, ' ');
  ASSERT_TRUE(file->read(text, 0));
  EXPECT_EQ(text, "hello,world");
}

TEST(TemporaryFile, reading_past_the_end_is_an_error) {
  const test::TempFolder folder;
  auto file = TemporaryFile::create(folder.path());
  ASSERT_TRUE(file && file->write(std::string_view("hello"), 0) && file->truncate(3));
  std::string text(5, ' ');
  const auto read = file->read(text, 0);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::output_failed);
  EXPECT_THAT(read.error().message, HasSubstr("ends too early"));
}

TEST(TemporaryFile, a_folder_that_cannot_be_used_is_named_with_the_remedy) {
  const auto file = TemporaryFile::create("/nowhere/at/all");
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().message, HasSubstr("/nowhere/at/all: No such file"));
  EXPECT_THAT(file.error().message, HasSubstr("TMPDIR"));
}

TEST(TemporaryFile, tmpdir_names_the_folder) {
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before != nullptr ? before : "";
  setenv("TMPDIR", "/some/where", 1);
  EXPECT_EQ(temporary_folder(), "/some/where");
  unsetenv("TMPDIR");
  EXPECT_TRUE(std::filesystem::is_directory(temporary_folder()));
  if (before != nullptr) setenv("TMPDIR", kept.c_str(), 1);
}

}  // namespace
}  // namespace nightjar
