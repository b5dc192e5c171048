// Counts what operator new has given out in a test program that links live_bytes.cpp.
#pragma once

#include <cstdint>

namespace nightjar::test {

std::int64_t live_bytes() noexcept;
std::int64_t peak_bytes() noexcept;  // the most that was live since the last reset
void reset_peak_bytes() noexcept;
long allocations() noexcept;

}  // namespace nightjar::test
