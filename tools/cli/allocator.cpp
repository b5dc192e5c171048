#include "tools/cli/allocator.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>

extern "C" {
// There only where the program is linked with jemalloc: weak, so that it links without.
__attribute__((weak)) int mallctl(const char* name, void* old, std::size_t* old_size, void* fresh,
                                  std::size_t size);

#if NIGHTJAR_HAS_JEMALLOC
// Read by jemalloc before main.
// - oversize_threshold:0: by default blocks of 8 MiB and more are given back the moment they are freed.
// LibTorch keeps
//   no cache and frees an activation after each operation, so that costs millions of page faults.
// - dirty_decay_ms:1000: freed pages are kept for the next batch and given back soon after, for a low peak.
// - muzzy_decay_ms:0: pages given back count no longer in the RSS at once, which --memory bounds.
// background_thread is not here: switched on this early it may dead-lock; see tune_allocator.
__attribute__((visibility("default"))) extern const char* malloc_conf;
const char* malloc_conf = "oversize_threshold:0,dirty_decay_ms:1000,muzzy_decay_ms:0";
#endif
}

namespace nightjar::cli {
namespace {

// A size or counter of jemalloc's, which are all 64 bits wide here; -1 where there is none.
std::int64_t jemalloc_figure(const char* name) {
  std::uint64_t bytes = 0;
  std::size_t size = sizeof bytes;
  if (mallctl == nullptr || mallctl(name, &bytes, &size, nullptr, 0) != 0) return -1;
  return static_cast<std::int64_t>(bytes);
}

}  // namespace

// Pages are given back by one thread of jemalloc's own, instead of by whichever worker frees next: also when
// all idle.
void tune_allocator() {
  if (mallctl == nullptr) return;
  std::size_t threads = 1;
  mallctl("max_background_threads", nullptr, nullptr, &threads, sizeof threads);
  bool on = true;
  mallctl("background_thread", nullptr, nullptr, &on, sizeof on);
}

std::string allocator_name() {
  const char* version = nullptr;
  std::size_t size = sizeof version;
  if (mallctl == nullptr || mallctl("version", &version, &size, nullptr, 0) != 0) {
    return std::string("glibc ") + gnu_get_libc_version();
  }
  const std::string full = version;  // "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c"
  return "jemalloc " + full.substr(0, full.find('-'));
}

std::string malloc_library() {
  Dl_info where{};
  if (dladdr(dlsym(RTLD_DEFAULT, "malloc"), &where) == 0 || where.dli_fname == nullptr) return "unknown";
  return std::filesystem::path(where.dli_fname).filename().string();
}

std::optional<HeapSample> sample_heap() {
  std::uint64_t epoch = 1;  // jemalloc's figures are those of when this was last written
  if (mallctl == nullptr || mallctl("epoch", nullptr, nullptr, &epoch, sizeof epoch) != 0)
    return std::nullopt;
  return HeapSample{.allocated_bytes = jemalloc_figure("stats.allocated"),
                    .active_bytes = jemalloc_figure("stats.active"),
                    .resident_bytes = jemalloc_figure("stats.resident"),
                    .retained_bytes = jemalloc_figure("stats.retained")};
}

std::int64_t bytes_allocated_here() {
  return jemalloc_figure("thread.allocated");
}

}  // namespace nightjar::cli
