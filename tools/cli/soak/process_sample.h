// What this process uses right now, as the kernel and the allocator tell it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/cli/allocator.h"

namespace nightjar::cli {

struct ProcessSample {
  std::int64_t rss_bytes = 0;
  std::int64_t peak_rss_bytes = 0;        // since the program was started
  std::optional<std::int64_t> pss_bytes;  // none where the kernel does not tell (before Linux 4.14)
  std::int64_t threads = 0;
  std::int64_t open_files = 0;
  double cpu_s = 0;                // user and system, of all its threads, so far
  std::optional<HeapSample> heap;  // none without jemalloc
};

// Takes some milliseconds: the kernel walks all pages for the PSS. `root` holds proc/: another one than "/"
// is for tests; what cannot be read is 0. Safe for concurrent use.
ProcessSample sample_process(const std::string& root = "/");

}  // namespace nightjar::cli
