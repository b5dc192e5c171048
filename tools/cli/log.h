// The log of the command: warnings of the library and of the program.
#pragma once

#include <string>

namespace nightjar::cli {

struct LogOptions {
  std::string level = "warn";
  std::string file;  // empty: standard error, above the progress line
};

// Makes the process's default spdlog logger. Throws SetupError(bad_option) where the file cannot be opened.
void start_log(const LogOptions& options);

}  // namespace nightjar::cli
