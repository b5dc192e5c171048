// Counts what malloc and its kin have given out in this program, C libraries included.
#pragma once

#include <cstdint>

namespace nightjar::test {

// False under sanitizers, which have a malloc of their own: tests then skip.
bool malloc_is_metered();

std::int64_t malloc_live_bytes();
std::int64_t malloc_peak_bytes();  // the most that was live since the last reset
void malloc_reset_peak();
std::int64_t malloc_calls();  // so far

}  // namespace nightjar::test
