#include "stages/decode/smoother.h"

#include <gmock/gmock.h>

#include "stages/decode/hysteresis.h"
#include "stages/decode/top_k.h"

namespace nightjar {
namespace {

using ::testing::ElementsAre;

TEST(Smoother, averages_over_a_window_that_shrinks_at_the_ends_of_a_run) {
  std::vector<float> out;
  Smoother smoother(1, 3, [&](std::span<const float> row) { out.push_back(row[0]); });
  for (const float x : {3.F, 6.F, 9.F, 0.F}) smoother.push({&x, 1});
  EXPECT_THAT(out, ElementsAre(4.5F, 6, 5));  // (3+6)/2, (3+6+9)/3, (6+9+0)/3
  smoother.end_run();
  EXPECT_THAT(out, ElementsAre(4.5F, 6, 5, 4.5F));  // (9+0)/2
}

TEST(Smoother, does_not_look_across_the_end_of_a_run) {
  std::vector<float> out;
  Smoother smoother(1, 5, [&](std::span<const float> row) { out.push_back(row[0]); });
  const float one = 1;
  const float five = 5;
  smoother.push({&one, 1});
  smoother.end_run();
  smoother.push({&five, 1});
  smoother.end_run();
  EXPECT_THAT(out, ElementsAre(1, 5));
}

TEST(Smoother, a_window_of_one_is_the_identity_at_once) {
  std::vector<float> out;
  Smoother smoother(2, 1, [&](std::span<const float> row) { out.assign(row.begin(), row.end()); });
  const float row[] = {0.1F, 0.7F};
  smoother.push(row);
  EXPECT_THAT(out, ElementsAre(0.1F, 0.7F));
}

TEST(TopK, chooses_the_highest_and_of_equal_ones_the_first) {
  const float row[] = {0.2F, 0.5F, 0.5F, 0.9F, 0.5F};
  EXPECT_THAT(TopK(5, 1).choose(row), ElementsAre(0, 0, 0, 1, 0));
  EXPECT_THAT(TopK(5, 3).choose(row), ElementsAre(0, 1, 1, 1, 0));
}

TEST(TopK, zero_or_more_than_all_chooses_all) {
  const float row[] = {0.2F, 0.5F};
  EXPECT_THAT(TopK(2, 0).choose(row), ElementsAre(1, 1));
  EXPECT_THAT(TopK(2, 7).choose(row), ElementsAre(1, 1));
}

TEST(Hysteresis, starts_at_on_and_ends_below_off) {
  Hysteresis label(0.5F, 0.25F);
  std::vector<bool> active;
  for (const float x : {0.4F, 0.5F, 0.25F, 0.24F, 0.4F}) active.push_back(label.update(x, true));
  EXPECT_THAT(active, ElementsAre(false, true, true, false, false));
}

TEST(Hysteresis, a_label_that_is_not_allowed_ends_and_must_reach_on_again) {
  Hysteresis label(0.5F, 0.25F);
  EXPECT_TRUE(label.update(0.6F, true));
  EXPECT_FALSE(label.update(0.6F, false));
  EXPECT_FALSE(label.update(0.4F, true));
  EXPECT_TRUE(label.update(0.5F, true));
  label.reset();
  EXPECT_FALSE(label.update(0.4F, true));
}

}  // namespace
}  // namespace nightjar
