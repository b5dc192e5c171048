// Logarithms of many floats at once.
#pragma once

#include <span>

namespace nightjar {

// values[i] = ln(values[i]), or 10 log10(values[i]), in place. Within 2 units in the last place of the exact
// result for every positive normal float (a test walks through them); infinity counts as 2^128, so that no
// result is infinite; other values give a number without meaning.
//
// With x = 2^e m, m in [sqrt(1/2), sqrt(2)), r = m - 1 and s = r / (2 + r):
//   ln(x) = e ln 2 + r - (r^2 / 2 - s (r^2 / 2 + R)),  R = 2 (s^2 / 3 + s^4 / 5 + s^6 / 7 + s^8 / 9)
// which is 2 artanh(s), ordered so that rounding touches only small terms (P. T. P. Tang, Table-driven
// implementation of the logarithm function, ACM TOMS 16(4), 1990, and W. Kahan's form of it in the BSD
// mathematics library). There is no branch and no call in the loop, so that compilers make vector code of it.
// Const, concurrent.
void log_in_place(std::span<float> values) noexcept;
void decibels_in_place(std::span<float> values) noexcept;

}  // namespace nightjar
