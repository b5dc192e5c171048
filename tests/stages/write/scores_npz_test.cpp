// The zip file is read back with minizip and the .npy headers by hand. What numpy.load makes of it:
//   >>> z = numpy.load("s.npz"); {k: (z[k].dtype, z[k].shape) for k in z}    (numpy 2.4.6)
//   {'scores': (float32, (3, 2)), 'path_index': (int64, (3,)), 'start_sample': (int64, (3,)),
//    'end_sample': (int64, (3,)), 'labels': ('<U4', (2,)), 'paths': ('<U7', (2,))}
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "stages/write/scores.h"
#include "tests/support/npz_reader.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

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
  auto arrays = test::load_npz(folder / "s.npz");
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

// >>> {k: (z[k].dtype, z[k].shape) for k in numpy.load("v.npz")}: embeddings float32 (2, 3), and no labels
TEST(ScoresNpz, holds_vectors_in_place_of_scores_and_labels) {
  const test::TempFolder folder;
  auto writer = open_scores(folder / "v.npz", {.dimensions = 3});
  ASSERT_TRUE(writer);
  const Span heard[] = {{0, 100}, {50, 150}};
  const float values[] = {1, -2, 3, 0, 1e15F, 6};
  ASSERT_TRUE((*writer)->begin("a") && (*writer)->rows(0, heard, values) && (*writer)->close());
  auto arrays = test::load_npz(folder / "v.npz");
  ASSERT_EQ(arrays.size(), 5U);
  EXPECT_EQ(arrays["embeddings.npy"].header, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
  EXPECT_THAT(arrays["embeddings.npy"].values<float>(), ElementsAre(1, -2, 3, 0, 1e15F, 6));
  EXPECT_THAT(arrays["start_sample.npy"].values<std::int64_t>(), ElementsAre(0, 50));
  EXPECT_THROW(static_cast<void>(open_scores(folder / "v.csv", {.dimensions = 3})), SetupError);
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(ScoresNpz, has_a_column_for_the_channel_where_each_has_rows) {
  const test::TempFolder folder;
  auto writer = open_scores(folder / "s.npz", {.labels = {"dog"}, .channel = true});
  const Span heard[] = {{0, 100}, {50, 150}};
  const float scores[] = {0.5F, 0.25F};
  ASSERT_TRUE((*writer)->begin("a") && (*writer)->rows(0, heard, scores) &&
              (*writer)->rows(1, heard, scores) && (*writer)->close());
  EXPECT_THAT(test::load_npz(folder / "s.npz")["channel.npy"].values<std::int64_t>(),
              ElementsAre(0, 0, 1, 1));
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
  auto arrays = test::load_npz(folder / "s.npz");
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
  auto arrays = test::load_npz(folder / "s.npz");
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
