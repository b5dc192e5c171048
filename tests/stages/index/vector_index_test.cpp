#include "stages/index/vector_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/known_vectors.h"

namespace nightjar {
namespace {

using test::known_vectors;
using test::random_vectors;

std::vector<float> distances_by_hand(const VectorIndex& index, const std::vector<float>& query) {
  std::vector<float> out;
  for (std::size_t i = 0; i < static_cast<std::size_t>(index.vectors()); ++i) {
    double square = 0;
    for (std::size_t d = 0; d < query.size(); ++d)
      square += std::pow(static_cast<double>(query[d]) - static_cast<double>(index.vector(i)[d]), 2);
    out.push_back(static_cast<float>(std::sqrt(square)));
  }
  return out;
}

TEST(VectorIndex, finds_what_comparing_with_every_vector_finds) {
  for (const std::size_t dimensions : {1U, 2U, 3U, 16U, 61U}) {
    const VectorIndex index(
        known_vectors({random_vectors(150, dimensions, 1), random_vectors(1, dimensions, 2),
                       random_vectors(99, dimensions, 3)}));
    for (const auto& query : random_vectors(20, dimensions, 4)) {
      const std::vector<float> all = distances_by_hand(index, query);
      std::vector<float> sorted = all;
      std::sort(sorted.begin(), sorted.end());
      std::array<Neighbour, 7> found;
      ASSERT_EQ(index.nearest(query, found), 7U);
      for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_NEAR(found[i].distance, sorted[i], 1e-5);
        EXPECT_NEAR(found[i].distance, all[found[i].vector], 1e-5);
      }
    }
  }
}

TEST(VectorIndex, loses_none_of_many_copies) {
  const std::vector<std::vector<float>> silence(500, std::vector<float>(8, 0.25F));
  const VectorIndex index(known_vectors({silence, random_vectors(10, 8, 1)}));
  std::vector<Neighbour> found(505);
  ASSERT_EQ(index.nearest(silence[0], found), 505U);
  std::set<std::uint32_t> copies;
  for (std::size_t i = 0; i < 500; ++i) {
    EXPECT_EQ(found[i].distance, 0);
    copies.insert(found[i].vector);
  }
  EXPECT_EQ(copies.size(), 500U);
  EXPECT_GT(found[500].distance, 0);
}

TEST(VectorIndex, gives_what_there_is_where_it_is_asked_for_more) {
  const VectorIndex index(known_vectors({{{0, 0}, {3, 4}}}));
  std::array<Neighbour, 5> found;
  ASSERT_EQ(index.nearest(std::vector<float>{0, 0}, found), 2U);
  EXPECT_EQ(found[1].vector, 1U);
  EXPECT_EQ(found[1].distance, 5);
  KnownVectors none{.model = "m", .model_sha256 = std::string(64, 'a'), .dimensions = 2};
  none.sounds = {{"a", 0, 0}};
  EXPECT_EQ(VectorIndex(std::move(none)).nearest(std::vector<float>{0, 0}, found), 0U);
}

TEST(VectorIndex, knows_which_sound_a_vector_is_of_where_others_have_none) {
  KnownVectors known = known_vectors({{}, {{1}, {2}}, {}, {}, {{3}}, {}});
  known.dimensions = 1;
  const VectorIndex index(std::move(known));
  EXPECT_EQ(index.sound_of(0), 1U);
  EXPECT_EQ(index.sound_of(1), 1U);
  EXPECT_EQ(index.sound_of(2), 4U);
}

}  // namespace
}  // namespace nightjar
