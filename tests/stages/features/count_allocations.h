// Counts the calls of operator new in a test program that links count_allocations.cpp.
#pragma once

namespace nightjar::test {

long allocations() noexcept;

}  // namespace nightjar::test
