#include "stages/index/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/known_vectors.h"

namespace nightjar {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Points on a line, each a row; the neighbours of rank kNormalNeighbour (3) by hand.
TEST(Calibration, leaves_out_a_vector_itself) {
  const VectorIndex index(test::known_vectors({{{0}, {1}, {3}, {6}, {10}}}));
  // 0: 1 3 6; 1: 1 2 5; 3: 2 3 3; 6: 3 4 5; 10: 4 7 9.
  EXPECT_THAT(calibrate(index, 1, 1), ElementsAre(3, 5, 5, 6, 9));
}

TEST(Calibration, leaves_out_the_rows_that_hear_some_of_the_same_sound) {
  const VectorIndex index(test::known_vectors({{{0}, {1}, {3}, {6}, {10}}, {{0.5F}, {20}}}));
  // With 2 rows apart, of 0: not 1; 0.5 3 6. 1: not 0, 3; 0.5 5 9. 3: not 1, 6; 2.5 3 7. 6: not 3, 10;
  // 5 5.5 6. 10: not 6; 7 9 9.5. Of the other sound 0.5: not 20; 0.5 0.5 2.5. 20: not 0.5; 10 14 17.
  EXPECT_THAT(calibrate(index, 2, 1), ElementsAre(2.5F, 6, 6, 7, 9, 9.5F, 17));
}

// A missing row is no neighbour: rows count, not vectors.
TEST(Calibration, counts_rows_and_not_vectors) {
  KnownVectors known = test::known_vectors({{{0}, {1}, {3}, {6}, {10}, {15}}});
  known.rows = {0, 5, 10, 15, 20, 25};
  // 0: 1 3 6; 1: 1 2 5; 3: 2 3 3; 6: 3 4 5; 10: 4 5 7; 15: 5 9 12.
  EXPECT_THAT(calibrate(VectorIndex(known), 2, 1), ElementsAre(3, 5, 5, 6, 7, 12));
}

TEST(Calibration, needs_enough_vectors) {
  EXPECT_EQ(calibration_needs(1), 4);
  EXPECT_THAT(calibrate(VectorIndex(test::known_vectors({{{0}, {1}, {2}}})), 1, 1), IsEmpty());
  EXPECT_EQ(calibrate(VectorIndex(test::known_vectors({{{0}, {1}, {2}, {3}}})), 1, 1).size(), 4U);
}

TEST(Calibration, is_the_same_on_any_number_of_threads) {
  const VectorIndex index(
      test::known_vectors({test::random_vectors(300, 12, 1), test::random_vectors(80, 12, 2)}));
  const std::vector<float> one = calibrate(index, 3, 1);
  EXPECT_EQ(calibrate(index, 3, 4), one);
  EXPECT_TRUE(std::is_sorted(one.begin(), one.end()));
}

TEST(Quantile, is_the_smallest_that_so_many_do_not_exceed) {
  const std::vector<float> sorted = {1, 2, 3, 4};
  EXPECT_EQ(quantile(sorted, 0), 1);
  EXPECT_EQ(quantile(sorted, 0.25), 1);
  EXPECT_EQ(quantile(sorted, 0.26), 2);
  EXPECT_EQ(quantile(sorted, 0.75), 3);
  EXPECT_EQ(quantile(sorted, 0.999), 4);
  EXPECT_EQ(quantile(sorted, 1), 4);
}

}  // namespace
}  // namespace nightjar
