// The zip file is read back with minizip and the .npy headers by hand. What numpy.load makes of it:
//   >>> z = numpy.load("s.npz"); {k: (z[k].dtype, z[k].shape) for k in z}    (numpy 2.4.6)
//   {'scores': (float32, (3, 2)), 'path_index': (int64, (3,)), 'start_sample': (int64, (3,)),
//    'end_sample': (int64, (3,)), 'labels': ('<U4', (2,)), 'paths': ('<U7', (2,))}
#include <gmock/gmock.h>
#include <minizip/unzip.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <map>

#include "stages/write/scores.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Array {
  std::string header;
  std::string data;

  template <class T>
  std::vector<T> values() const {
    std::vector<T> out(data.size() / sizeof(T));
    std::memcpy(out.data(), data.data(), out.size() * sizeof(T));
    return out;
  }
};

// name -> array, of a file whose entries are stored and have the CRC that the zip says (minizip checks it).
std::map<std::string, Array> load(const std::string& path) {
  std::map<std::string, Array> out;
  unzFile zip = unzOpen64(path.c_str());
  for (int more = unzGoToFirstFile(zip); more == UNZ_OK; more = unzGoToNextFile(zip)) {
    unz_file_info64 info;
    char name[64];
    EXPECT_EQ(unzGetCurrentFileInfo64(zip, &info, name, sizeof name, nullptr, 0, nullptr, 0), UNZ_OK);
    EXPECT_EQ(info.compression_method, 0U);
    std::string bytes(info.uncompressed_size, '\0');
    EXPECT_EQ(unzOpenCurrentFile(zip), UNZ_OK);
    EXPECT_EQ(unzReadCurrentFile(zip, bytes.data(), static_cast<unsigned>(bytes.size())), std::ssize(bytes));
    EXPECT_EQ(unzCloseCurrentFile(zip), UNZ_OK);
    EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
    const std::size_t data =
        10 + static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
    EXPECT_EQ(data % 64, 0U);
    EXPECT_EQ(bytes[data - 1], '\n');
    out[name] = {bytes.substr(10, bytes.find_last_not_of(" \n", data - 1) - 9), bytes.substr(data)};
  }
  unzClose(zip);
  return out;
}

std::string write_example(const std::string& file) {
  auto writer = open_scores(file, {.labels = {"dog", "caf\u00e9"}});
  EXPECT_TRUE(writer);
  const Span heard[] = {{0, 100}, {50, 150}, {1LL << 40, 1LL << 41}};
  const float scores[] = {0.5F, 0.25F, std::numeric_limits<float>::quiet_NaN(), 1, 0, 0.125F};
  EXPECT_TRUE((*writer)->begin("a\nb.wav"));
  EXPECT_TRUE((*writer)->rows(0, std::span(heard).first(2), std::span(scores).first(4)));
  EXPECT_TRUE((*writer)->begin("\xff.wav"));
  EXPECT_TRUE((*writer)->rows(0, std::span(heard).last(1), std::span(scores).last(2)));
  EXPECT_TRUE((*writer)->close());
  return test::read_text(file);
}

TEST(ScoresNpz, holds_arrays_that_numpy_reads) {
  const test::TempFolder folder;
  write_example(folder / "s.npz");
  auto arrays = load(folder / "s.npz");
  ASSERT_EQ(arrays.size(), 6U);
  EXPECT_EQ(arrays["scores.npy"].header, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }");
  const auto scores = arrays["scores.npy"].values<float>();
  EXPECT_TRUE(std::isnan(scores.at(2)));
  EXPECT_EQ(scores.at(5), 0.125F);
  EXPECT_EQ(arrays["path_index.npy"].header, "{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }");
  EXPECT_THAT(arrays["path_index.npy"].values<std::int64_t>(), ElementsAre(0, 0, 1));
  EXPECT_THAT(arrays["start_sample.npy"].values<std::int64_t>(), ElementsAre(0, 50, 1LL << 40));
  EXPECT_THAT(arrays["end_sample.npy"].values<std::int64_t>(), ElementsAre(100, 150, 1LL << 41));
  EXPECT_EQ(arrays["labels.npy"].header, "{'descr': '<U4', 'fortran_order': False, 'shape': (2,), }");
  EXPECT_THAT(arrays["labels.npy"].values<char32_t>(), ElementsAre('d', 'o', 'g', 0, 'c', 'a', 'f', 0xE9));
  EXPECT_THAT(arrays["paths.npy"].values<char32_t>(),
              ElementsAre('a', '\n', 'b', '.', 'w', 'a', 'v', 0xDCFF, '.', 'w', 'a', 'v', 0, 0));
}

TEST(ScoresNpz, has_a_column_for_the_channel_where_each_has_rows) {
  const test::TempFolder folder;
  auto writer = open_scores(folder / "s.npz", {.labels = {"dog"}, .channel = true});
  const Span heard[] = {{0, 100}, {50, 150}};
  const float scores[] = {0.5F, 0.25F};
  ASSERT_TRUE((*writer)->begin("a") && (*writer)->rows(0, heard, scores) &&
              (*writer)->rows(1, heard, scores) && (*writer)->close());
  EXPECT_THAT(load(folder / "s.npz")["channel.npy"].values<std::int64_t>(), ElementsAre(0, 0, 1, 1));
}

TEST(ScoresNpz, the_same_scores_give_the_same_bytes) {
  const test::TempFolder folder;
  EXPECT_EQ(write_example(folder / "a.npz"), write_example(folder / "b.npz"));
  EXPECT_EQ(folder.entries(), 2U);
}

TEST(ScoresNpz, columns_longer_than_a_copied_block_are_whole) {
  const test::TempFolder folder;
  auto writer = open_scores(folder / "s.npz", {.labels = {"x"}});
  ASSERT_TRUE(writer && (*writer)->begin("a"));
  constexpr std::int64_t kRows = 150000;  // a block has 65,536
  for (std::int64_t i = 0; i < kRows; i += 100) {
    std::vector<Span> heard;
    std::vector<float> scores;
    for (std::int64_t j = i; j < i + 100; ++j) {
      heard.push_back({j, j + 1});
      scores.push_back(static_cast<float>(j));
    }
    ASSERT_TRUE((*writer)->rows(0, heard, scores));
  }
  ASSERT_TRUE((*writer)->close());
  auto arrays = load(folder / "s.npz");
  const auto starts = arrays["start_sample.npy"].values<std::int64_t>();
  const auto scores = arrays["scores.npy"].values<float>();
  ASSERT_EQ(std::ssize(starts), kRows);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    ASSERT_EQ(starts[i], static_cast<std::int64_t>(i));
    ASSERT_EQ(scores[i], static_cast<float>(i));
  }
}

TEST(ScoresNpz, no_recordings_give_empty_arrays) {
  const test::TempFolder folder;
  auto writer = open_scores(folder / "s.npz", {.labels = {"x"}});
  ASSERT_TRUE(writer && (*writer)->close());
  auto arrays = load(folder / "s.npz");
  EXPECT_THAT(arrays["scores.npy"].header, HasSubstr("'shape': (0, 1)"));
  EXPECT_EQ(arrays["paths.npy"].header, "{'descr': '<U1', 'fortran_order': False, 'shape': (0,), }");
}

TEST(ScoresNpz, nothing_is_left_without_close) {
  const test::TempFolder folder;
  {
    auto writer = open_scores(folder / "s.npz", {.labels = {"x"}});
    ASSERT_TRUE(writer && (*writer)->begin("a"));
  }
  EXPECT_EQ(folder.entries(), 0U);
}

}  // namespace
}  // namespace nightjar
