#include "tools/cli/soak/process_sample.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "engine/machine/machine.h"
#include "engine/machine/proc_field.h"
#include "tools/cli/stopwatch.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;

// But the one that this opens to count them.
std::int64_t count_open_files(const fs::path& folder) {
  std::error_code ignored;
  const auto entries = fs::directory_iterator(folder, ignored);
  return std::max<std::int64_t>(0, std::distance(begin(entries), end(entries)) - 1);
}

}  // namespace

ProcessSample sample_process(const std::string& root) {
  const fs::path self = fs::path(root) / "proc/self";
  const auto pss_kib = proc_field(root, "proc/self/smaps_rollup", "Pss:");
  ProcessSample sample{.rss_bytes = resident_bytes(root),
                       .peak_rss_bytes = peak_resident_bytes(root),
                       .pss_bytes = std::nullopt,
                       .threads = proc_field(root, "proc/self/status", "Threads:").value_or(0),
                       .open_files = count_open_files(self / "fd"),
                       .cpu_s = process_cpu_seconds(),
                       .heap = sample_heap()};
  if (pss_kib) sample.pss_bytes = *pss_kib * 1024;
  return sample;
}

}  // namespace nightjar::cli
