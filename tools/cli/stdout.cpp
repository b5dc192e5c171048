#include "tools/cli/stdout.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace nightjar::cli {

void write_stdout(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(STDOUT_FILENO, text.data(), text.size());
    if (n > 0) {
      text.remove_prefix(static_cast<std::size_t>(n));
    } else if (n < 0 && errno != EINTR) {
      throw OutputError("standard output: " + std::string(std::strerror(errno)) +
                        "; the result is not complete");
    }
  }
}

}  // namespace nightjar::cli
