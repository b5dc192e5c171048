#include "tools/cli/memory_option.h"

#include "nightjar/recognizer.h"
#include "tools/cli/text.h"

namespace nightjar::cli {

std::int64_t memory_option(const std::string& memory) {
  if (memory.empty()) return 0;
  return memory == "min" ? kLeastMemory : parse_size(memory);
}

}  // namespace nightjar::cli
