#include "engine/machine/proc_field.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace nightjar {

std::optional<std::int64_t> proc_field(const std::string& root, const char* file, const std::string& key) {
  std::ifstream in(std::filesystem::path(root) / file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(key)) return std::atoll(line.c_str() + key.size());
  }
  return std::nullopt;
}

}  // namespace nightjar
