// Whether one of two things that took turns is faster, or the machine too noisy to tell.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace nightjar::cli {

struct Spread {
  double median = 0;
  double low = 0;  // the lower and the upper quartile
  double high = 0;

  double relative() const { return median > 0 ? (high - low) / median : 0; }
};

// All 0 of none.
Spread spread_of(std::vector<double> values);

inline constexpr std::size_t kLeastRounds = 5;  // fewer tell nothing

enum class Standing { faster, same, slower, unclear };
std::string name(Standing standing);

struct Comparison {
  Spread ratio;  // of the times in each round: below 1 is faster
  std::size_t rounds = 0;
  Standing standing = Standing::unclear;
};

// `times` and `reference`: of each round, in order; the rounds that both have count. What disturbs a round
// disturbs both, so it is their ratio that is judged. It is a verdict from kLeastRounds on: faster or slower
// by 3 % at the median, with three quarters of the rounds on that side; the same within 5 % in the middle
// half of the rounds; else unclear.
Comparison compare(const std::vector<double>& times, const std::vector<double>& reference);

// For early stopping: by more than a tenth in each of three rounds or more.
bool always_slower(const std::vector<double>& times, const std::vector<double>& best);

// "0.82 x (0.79 to 0.85)"
std::string text_of(const Spread& ratio);

}  // namespace nightjar::cli
