#include "models/loader/process_info.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace nightjar {

std::vector<std::string> mapped_openmp_runtimes() {
  std::set<std::string> found;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    const auto start = line.find('/');
    if (start == std::string::npos) continue;
    const std::string path = line.substr(start);
    const std::string file = path.substr(path.rfind('/') + 1);
    for (const char* runtime : {"libgomp", "libiomp5", "libomp"}) {
      if (file.starts_with(runtime) && file.find(".so") != std::string::npos) found.insert(path);
    }
  }
  return {found.begin(), found.end()};
}

int process_threads() {
  const std::filesystem::directory_iterator threads("/proc/self/task");
  return static_cast<int>(std::distance(begin(threads), end(threads)));
}

}  // namespace nightjar
