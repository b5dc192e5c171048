// One step of a quantiser of so many bits: writers truncate or round, and scale by 2^n or 2^n - 1.
#pragma once

namespace nightjar::test {

inline constexpr float kStep8 = 1.01F / 127;
inline constexpr float kStep16 = 1.01F / 32767;
inline constexpr float kStep20 = 1.01F / 524287;
inline constexpr float kStep24 = 1.01F / 8388607;

}  // namespace nightjar::test
