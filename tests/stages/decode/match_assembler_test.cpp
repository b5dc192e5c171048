// Known sounds are points on a line, ten apart from row to row: worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <random>

#include "tests/stages/decode/embedding_support.h"

namespace nightjar {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

// 0, 10, 20, ... + `first`
std::vector<float> climb(float first, int rows) {
  std::vector<float> values;
  for (int i = 0; i < rows; ++i) values.push_back(first + 10 * static_cast<float>(i));
  return values;
}

std::vector<Match> matches(const Manifest& m, const std::vector<std::vector<float>>& sounds,
                           const std::vector<float>& rows, std::size_t batch_rows = 1000,
                           double max_event_s = 600) {
  std::vector<std::vector<std::vector<float>>> known;
  for (const auto& sound : sounds) known.push_back(test::line(sound));
  std::vector<Match> out;
  for (const Found& found :
       test::found_in(m, test::known_vectors(known), &EmbeddingOptions::known, rows, batch_rows, max_event_s))
    out.push_back(std::get<Match>(found));
  return out;
}

std::vector<float> joined(std::initializer_list<std::vector<float>> parts) {
  std::vector<float> out;
  for (const auto& each : parts) out.insert(out.end(), each.begin(), each.end());
  return out;
}

// The recording is at twice the model's rate, so a row is 200 frames.
TEST(MatchAssembler, tells_which_sound_plays_from_where) {
  const auto found = matches(test::embedding_manifest(), {climb(1000, 20), climb(0, 20)},
                             joined({{-500, -600}, climb(50, 6), {-700}}));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].id, "1");
  EXPECT_EQ(found[0].start_frame, 2 * 200);
  EXPECT_EQ(found[0].end_frame, 8 * 200);
  EXPECT_DOUBLE_EQ(found[0].offset_s, 0.5);
  EXPECT_FLOAT_EQ(found[0].score, 1);
  EXPECT_FALSE(found[0].continues);
}

TEST(MatchAssembler, scores_the_mean_nearness_of_all_rows) {
  // Distances 0, 0.5, 0.5; one row that does not agree; 0.
  const auto found = matches(test::embedding_manifest(), {climb(0, 20)}, {0, 10.5F, 20.5F, 35, 40});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_FLOAT_EQ(found[0].score, (1 + 0.5F + 0.5F + 0 + 1) / 5);
}

TEST(MatchAssembler, goes_on_across_two_rows_that_do_not_agree_and_not_three) {
  const Manifest m = test::embedding_manifest();
  EXPECT_THAT(matches(m, {climb(0, 20)}, {0, 10, 25, 35, 40, 50}), SizeIs(1));
  const auto parted = matches(m, {climb(0, 20)}, {0, 10, 25, 35, 45, 50, 60});
  ASSERT_THAT(parted, SizeIs(2));
  EXPECT_EQ(parted[0].end_frame, 2 * 200);
  EXPECT_EQ(parted[1].start_frame, 5 * 200);
  EXPECT_DOUBLE_EQ(parted[1].offset_s, 0.5);
}

TEST(MatchAssembler, takes_no_single_row_and_nothing_too_short_or_too_far) {
  Manifest m = test::embedding_manifest();
  EXPECT_THAT(matches(m, {climb(0, 20)}, {-50, 30, -50, -60, -70, -80}), IsEmpty());
  EXPECT_THAT(matches(m, {climb(0, 20)}, {31.5F, 41.5F, 51.5F}), IsEmpty());
  m.embedding.match_min_duration_s = 0.4;
  EXPECT_THAT(matches(m, {climb(0, 20)}, {0, 10, 20}), IsEmpty());
  EXPECT_THAT(matches(m, {climb(0, 20)}, {0, 10, 20, 30}), SizeIs(1));
}

TEST(MatchAssembler, does_not_take_a_sound_that_stands_still_for_one_that_goes_on) {
  EXPECT_THAT(matches(test::embedding_manifest(), {climb(0, 20)}, {50, 50, 50, 50, 50, 50}), IsEmpty());
}

TEST(MatchAssembler, reaches_across_no_row_without_a_vector) {
  const auto found = matches(test::embedding_manifest(), {climb(0, 20)}, {0, 10, kNone, 30, 40});
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].end_frame, 2 * 200);
  EXPECT_EQ(found[1].start_frame, 3 * 200);
  EXPECT_DOUBLE_EQ(found[1].offset_s, 0.3);
}

TEST(MatchAssembler, writes_long_matches_in_parts) {
  const auto found = matches(test::embedding_manifest(), {climb(0, 20)}, climb(30, 10), 1000, 0.4);
  ASSERT_THAT(found, SizeIs(3));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(found[i].start_frame, static_cast<std::int64_t>(i) * 4 * 200);
    EXPECT_DOUBLE_EQ(found[i].offset_s, 0.3 + 0.4 * static_cast<double>(i));
    EXPECT_FLOAT_EQ(found[i].score, 1);
    EXPECT_EQ(found[i].continues, i < 2);
  }
  EXPECT_EQ(found[2].end_frame, 10 * 200);
}

TEST(MatchAssembler, tells_of_all_recordings_that_have_the_sound_in_order) {
  const auto found = matches(test::embedding_manifest(), {climb(0, 20), climb(0.25F, 20)},
                             joined({climb(0, 3), climb(500, 1), climb(100, 5)}));
  ASSERT_THAT(found, SizeIs(4));
  EXPECT_EQ(found[0].id, "0");
  EXPECT_EQ(found[1].id, "1");
  EXPECT_EQ(found[1].start_frame, 0);
  EXPECT_EQ(found[2].id, "0");
  EXPECT_EQ(found[3].start_frame, 4 * 200);
}

TEST(MatchAssembler, finds_the_same_however_the_rows_are_cut) {
  std::mt19937 random(5);
  std::vector<std::vector<float>> sounds;
  for (int i = 0; i < 4; ++i) {
    std::vector<float> sound(40);
    for (float& x : sound) x = static_cast<float>(random() % 60);
    sounds.push_back(sound);
  }
  std::vector<float> rows;
  for (int i = 0; i < 40; ++i) {
    const std::vector<float>& sound = sounds[random() % 4];
    const std::size_t begin = random() % 20, count = random() % 12;
    for (std::size_t r = begin; r < begin + count; ++r)
      rows.push_back(sound[r] + static_cast<float>(random() % 100) / 100);
    if (random() % 4 == 0) rows.push_back(kNone);
  }
  const Manifest m = test::embedding_manifest();
  const auto whole = matches(m, sounds, rows, 1000, 0.7);
  EXPECT_GT(whole.size(), 20U);
  for (std::size_t i = 1; i < whole.size(); ++i) EXPECT_GE(whole[i].start_frame, whole[i - 1].start_frame);
  for (const std::size_t batch_rows : {1U, 3U, 8U}) {
    const auto cut = matches(m, sounds, rows, batch_rows, 0.7);
    ASSERT_EQ(cut.size(), whole.size()) << batch_rows;
    for (std::size_t i = 0; i < cut.size(); ++i) {
      EXPECT_EQ(cut[i].start_frame, whole[i].start_frame);
      EXPECT_EQ(cut[i].end_frame, whole[i].end_frame);
      EXPECT_EQ(cut[i].id, whole[i].id);
      EXPECT_EQ(cut[i].offset_s, whole[i].offset_s);
      EXPECT_EQ(cut[i].score, whole[i].score);
    }
  }
}

}  // namespace
}  // namespace nightjar
