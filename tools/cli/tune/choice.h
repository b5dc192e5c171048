// Which candidate to take, and why.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/cli/tune/turns.h"

namespace nightjar::cli {

// What is compared in one go: forms, streams, workers, or threads inside a request.
struct Contest {
  std::string what;                // "form", "streams", ...
  std::vector<std::string> names;  // of the candidates
  std::size_t reference = 0;       // the one that is taken without a measurement
  std::vector<Trial> trials;       // as many; or none, where there was no time
};

struct Choice {
  std::size_t index = 0;
  std::string why;
};

// The reference, unless another is clearly faster: then the fastest of these. Where it is too noisy to tell,
// or too little was measured, it says so.
Choice choose(const Contest& contest);

}  // namespace nightjar::cli
