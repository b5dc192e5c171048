// exp and ln whose bits are the same on every machine: libm's differ between versions and processors. Only
// +, -, * and / are used, which IEEE 754 defines; the library is compiled without contraction into fused
// operations.
#pragma once

#include <bit>
#include <cstdint>

namespace nightjar {

// e^x within 2 units in the last place for -700 <= x <= 700. Below that 0 (for NaN too), above e^700.
//   x = k ln 2 + r, |r| <= ln 2 / 2;  e^x = 2^k sum r^i / i!, i <= 13
inline double stable_exp(double x) {
  if (!(x >= -700)) return 0;
  if (x > 700) x = 700;
  constexpr double kRound = 0x1.8p52;                // adding it leaves no bits for a fraction
  constexpr double kLn2High = 0x1.62e42fee00000p-1;  // so few bits that k times it is exact
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  const double k = (x * 1.4426950408889634074 + kRound) - kRound;
  const double r = (x - k * kLn2High) - k * kLn2Low;
  double sum = 1;
  for (int i = 13; i >= 1; --i) sum = 1 + sum * r * (1.0 / i);
  return sum * std::bit_cast<double>((static_cast<std::int64_t>(k) + 1023) << 52);
}

// ln x within 2 units in the last place, or 1e-16, for positive normal x.
//   x = 2^e m, m in [sqrt(1/2), sqrt(2));  ln x = e ln 2 + 2 artanh(s),  s = (m - 1) / (m + 1)
inline double stable_log(double x) {
  constexpr std::int64_t kSqrtHalfBits = 0x3fe6a09e667f3bcd;
  const auto bits = std::bit_cast<std::int64_t>(x);
  const std::int64_t exponent = (bits - kSqrtHalfBits) >> 52;
  const double m = std::bit_cast<double>(bits - exponent * (std::int64_t{1} << 52));
  const double s = (m - 1) / (m + 1);
  const double s2 = s * s;
  double series = 0;
  for (int i = 21; i >= 3; i -= 2) series = s2 * (1.0 / i + series);
  return static_cast<double>(exponent) * 0.69314718055994530942 + (2 * s + 2 * s * series);
}

}  // namespace nightjar
