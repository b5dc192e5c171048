#include "stages/decode/stable_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace nightjar {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();

TEST(StableMath, exp_is_within_two_units_of_the_long_double_one) {
  for (double x = -699.9; x < 700; x += 0.0137) {
    const long double exact = std::exp(static_cast<long double>(x));
    ASSERT_LE(std::abs(static_cast<double>(static_cast<long double>(stable_exp(x)) / exact - 1)), 2 * kUnit)
        << x;
  }
  EXPECT_EQ(stable_exp(0), 1);
  EXPECT_EQ(stable_exp(-std::numeric_limits<double>::infinity()), 0);
  EXPECT_EQ(stable_exp(std::nan("")), 0);
}

TEST(StableMath, log_is_within_two_units_of_the_long_double_one) {
  for (double x = 1e-300; x < 1e300; x *= 1.0137) {
    const double exact = static_cast<double>(std::log(static_cast<long double>(x)));
    ASSERT_NEAR(stable_log(x), exact, std::max(1e-16, 2 * kUnit * std::abs(exact))) << x;
  }
  for (double x = 0.5; x < 2; x += 0.00037) {
    const double exact = static_cast<double>(std::log(static_cast<long double>(x)));
    ASSERT_NEAR(stable_log(x), exact, std::max(1e-16, 2 * kUnit * std::abs(exact))) << x;
  }
  EXPECT_EQ(stable_log(1), 0);
}

// Chosen so that a fused multiply-add, or another library's function, would show in the last bits.
TEST(StableMath, gives_the_same_bits_everywhere) {
  std::uint64_t hash = 0;
  for (double x = -50; x < 50; x += 0.01) {
    hash = hash * 6364136223846793005 + std::bit_cast<std::uint64_t>(stable_exp(x));
    hash = hash * 6364136223846793005 + std::bit_cast<std::uint64_t>(stable_log(x + 50.5));
  }
  EXPECT_EQ(hash, 2215296503871722646U);
}

}  // namespace
}  // namespace nightjar
