// This program, or another, run once more.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

namespace nightjar::cli {

// Its standard output; standard error goes where ours goes. Throws std::runtime_error where it fails.
std::string output_of_nightjar(const std::vector<std::string>& arguments);

// The same of `program`, a file. A stop ends it, and is the only thing that does: Ctrl-C is for us to judge.
std::string output_of_program(const std::string& program, const std::vector<std::string>& arguments,
                              const std::stop_token& stop);

}  // namespace nightjar::cli
