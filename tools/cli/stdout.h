// Standard output of the commands whose result is short. (`run` has its own, which never waits: see
// run_output.h.)
#pragma once

#include <stdexcept>
#include <string_view>

namespace nightjar::cli {

// A result that could not be written: exit 3. Says which output and why.
struct OutputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Writes all of `text`, or throws OutputError.
void write_stdout(std::string_view text);

}  // namespace nightjar::cli
