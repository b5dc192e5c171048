// This program, run again.
#pragma once

#include <string>
#include <vector>

namespace nightjar::cli {

// Its standard output; standard error goes where ours goes. Throws std::runtime_error where it fails.
std::string output_of_nightjar(const std::vector<std::string>& arguments);

}  // namespace nightjar::cli
