#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

#include "stages/decode/tags.h"

namespace nightjar {
namespace {

using ::testing::ElementsAre;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

ScoreBatch score(const char* activation, std::int64_t labels, std::vector<float> logits,
                 std::vector<std::uint8_t> valid) {
  TagSpec spec;
  spec.activation = activation;
  ScoreBatch batch{0, std::ssize(valid), std::move(logits), std::move(valid)};
  score_tags(spec, labels, batch);
  return batch;
}

TEST(Activation, softmax_equals_the_definition_in_long_double) {
  std::mt19937 random(1);
  std::normal_distribution<float> logit(0, 10);
  constexpr std::size_t kLabels = 50;
  std::vector<float> logits(20 * kLabels);
  for (float& x : logits) x = logit(random);
  const ScoreBatch got = score("softmax", kLabels, logits, std::vector<std::uint8_t>(20, 1));
  for (std::size_t row = 0; row < 20; ++row) {
    long double sum = 0;
    double total = 0;
    for (std::size_t i = 0; i < kLabels; ++i)
      sum += std::exp(static_cast<long double>(logits[row * kLabels + i]));
    for (std::size_t i = 0; i < kLabels; ++i) {
      const std::size_t at = row * kLabels + i;
      const auto want = static_cast<float>(std::exp(static_cast<long double>(logits[at])) / sum);
      // Double arithmetic: the float nearest to the true value, or its neighbour.
      EXPECT_NEAR(got.scores[at], want, 1.2e-7 * want);
      total += got.scores[at];
    }
    EXPECT_NEAR(total, 1.0, 1e-6);
  }
}

TEST(Activation, sigmoid_equals_the_definition_in_long_double) {
  std::vector<float> logits;
  for (int i = -400; i <= 400; ++i) logits.push_back(static_cast<float>(i) * 0.1F);
  const ScoreBatch got = score("sigmoid", std::ssize(logits), logits, {1});
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const auto want = static_cast<float>(1 / (1 + std::exp(-static_cast<long double>(logits[i]))));
    EXPECT_NEAR(got.scores[i], want, 1.2e-7 * want) << logits[i];
  }
}

TEST(Activation, huge_logits_neither_overflow_nor_give_nan) {
  constexpr float kHuge = 3e38F;
  EXPECT_THAT(score("softmax", 3, {kHuge, -kHuge, 0}, {1}).scores, ElementsAre(1, 0, 0));
  EXPECT_THAT(score("softmax", 2, {-kHuge, -kHuge}, {1}).scores, ElementsAre(0.5F, 0.5F));
  EXPECT_THAT(score("sigmoid", 3, {kHuge, -kHuge, 0}, {1}).scores, ElementsAre(1, 0, 0.5F));
}

TEST(Activation, a_row_that_is_not_finite_or_not_valid_becomes_zeros_and_invalid) {
  for (const char* activation : {"softmax", "sigmoid"}) {
    const ScoreBatch got = score(activation, 2, {0, 0, kNan, 1, 1, kInf, 1, -kInf, 5, 5}, {1, 1, 1, 1, 0});
    EXPECT_THAT(got.valid, ElementsAre(1, 0, 0, 0, 0));
    EXPECT_THAT(got.scores, ElementsAre(0.5F, 0.5F, 0, 0, 0, 0, 0, 0, 0, 0));
  }
}

TEST(Activation, none_leaves_scores_alone_and_takes_nothing_else_for_one) {
  const ScoreBatch got = score("none", 1, {0.0F, 0.25F, 1.0F, 1.001F, -0.001F, kNan}, {1, 1, 1, 1, 1, 1});
  EXPECT_THAT(got.scores, ElementsAre(0.0F, 0.25F, 1.0F, 0.0F, 0.0F, 0.0F));
  EXPECT_THAT(got.valid, ElementsAre(1, 1, 1, 0, 0, 0));
}

}  // namespace
}  // namespace nightjar
