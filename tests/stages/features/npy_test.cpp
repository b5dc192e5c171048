#include "stages/features/npy.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/stages/features/npy_reader.h"

namespace nightjar {
namespace {

using testing::HasSubstr;

std::string path_for(const char* name) {
  return testing::TempDir() + "nightjar_npy_" + std::to_string(getpid()) + name + ".npy";
}

TEST(Npy, holds_the_rows_that_were_appended) {
  const std::string path = path_for("rows");
  auto file = NpyWriter::create(path, {2, 3});
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->append(std::vector<float>{0, 1, 2, 3, 4, 5}));
  ASSERT_TRUE(file->append(std::vector<float>{6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}));
  ASSERT_TRUE(file->append({}));
  EXPECT_EQ(file->rows(), 3);
  ASSERT_TRUE(file->close());
  const auto array = test::read_npy(path);
  EXPECT_EQ(array.shape, (std::vector<std::int64_t>{3, 2, 3}));
  for (std::size_t i = 0; i < 18; ++i) EXPECT_EQ(array.values[i], static_cast<float>(i));
  std::filesystem::remove(path);
}

// What numpy 2.4.6 writes for np.zeros((2,), "<f4"), but for the padding, which we make as wide as the
// longest shape.
TEST(Npy, has_the_header_that_numpy_writes) {
  const std::string path = path_for("header");
  auto file = NpyWriter::create(path, {});
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->append(std::vector<float>{0, 0}));
  ASSERT_TRUE(file->close());
  const std::string bytes = test::read_text(path);
  EXPECT_EQ(bytes.size(), 192 + 2 * sizeof(float));
  EXPECT_EQ(bytes.substr(0, 10), std::string("\x93NUMPY\x01\x00\xb6\x00", 10));
  EXPECT_EQ(bytes.substr(10, 60), "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }   ");
  std::filesystem::remove(path);
}

TEST(Npy, leaves_room_for_the_longest_shape) {
  constexpr std::int64_t kLong = 9'000'000'000'000'000'000;
  const std::string path = path_for("longest");
  auto file = NpyWriter::create(path, {kLong, kLong, kLong});
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->close());
  EXPECT_EQ(std::filesystem::file_size(path), 192U);
  EXPECT_EQ(test::read_text(path).back(), '\n');
  std::filesystem::remove(path);
}

TEST(Npy, reads_as_empty_when_it_was_not_closed) {
  const std::string path = path_for("abandoned");
  {
    auto file = NpyWriter::create(path, {4});
    ASSERT_TRUE(file);
  }
  EXPECT_EQ(test::read_npy(path).shape, (std::vector<std::int64_t>{0, 4}));
  std::filesystem::remove(path);
}

void expect_output_failed(const Error& error, const std::string& path, const char* reason) {
  EXPECT_EQ(error.code, ErrorCode::output_failed);
  EXPECT_EQ(error.path, path);
  EXPECT_THAT(error.message, HasSubstr(path));
  EXPECT_THAT(error.message, HasSubstr(reason));
}

TEST(Npy, names_a_path_that_cannot_be_opened) {
  const auto file = NpyWriter::create("/nowhere/out.npy", {1});
  ASSERT_FALSE(file);
  expect_output_failed(file.error(), "/nowhere/out.npy", "No such file or directory");
}

TEST(Npy, says_at_once_that_a_disk_is_full) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  const auto file = NpyWriter::create("/dev/full", {1});
  ASSERT_FALSE(file);
  expect_output_failed(file.error(), "/dev/full", "No space left on device");
}

}  // namespace
}  // namespace nightjar
