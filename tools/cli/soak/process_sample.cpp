#include "tools/cli/soak/process_sample.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;

// A /proc file of lines "Key: number unit".
std::map<std::string, std::int64_t> numbers_in(const fs::path& file) {
  std::map<std::string, std::int64_t> numbers;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const std::size_t colon = line.find(':');
    if (colon != std::string::npos) numbers[line.substr(0, colon)] = std::atoll(line.c_str() + colon + 1);
  }
  return numbers;
}

// But the one that this opens to count them.
std::int64_t count_open_files(const fs::path& folder) {
  std::error_code ignored;
  const auto entries = fs::directory_iterator(folder, ignored);
  return std::max<std::int64_t>(0, std::distance(begin(entries), end(entries)) - 1);
}

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

}  // namespace

ProcessSample sample_process(const std::string& root) {
  const fs::path self = fs::path(root) / "proc/self";
  auto status = numbers_in(self / "status");
  const auto rollup = numbers_in(self / "smaps_rollup");
  ProcessSample sample{.rss_bytes = status["VmRSS"] * 1024,
                       .peak_rss_bytes = status["VmHWM"] * 1024,
                       .pss_bytes = std::nullopt,
                       .threads = status["Threads"],
                       .open_files = count_open_files(self / "fd"),
                       .cpu_s = cpu_seconds(),
                       .heap = sample_heap()};
  if (const auto pss = rollup.find("Pss"); pss != rollup.end()) sample.pss_bytes = pss->second * 1024;
  return sample;
}

}  // namespace nightjar::cli
