#include "tools/cli/memory_option.h"

#include "nightjar/recognizer.h"
#include "tools/cli/text.h"

namespace nightjar::cli {

void add_memory_option(CLI::App& command, std::string& memory) {
  command
      .add_option("--memory", memory,
                  "Most memory in use, such as 2G (default: a quarter\nof what it may use); min: the least "
                  "that works")
      ->type_name("SIZE");
}

std::int64_t memory_option(const std::string& memory) {
  if (memory.empty()) return 0;
  return memory == "min" ? kLeastMemory : parse_size(memory);
}

}  // namespace nightjar::cli
