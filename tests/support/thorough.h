// Whether a test runs in the long tier, where it does more of everything (see nightjar_test's LONG).
#pragma once

#include <cstdlib>

namespace nightjar::test {

inline bool thorough() {
  return std::getenv("NIGHTJAR_THOROUGH") != nullptr;
}

}  // namespace nightjar::test
