#include "tests/support/malloc_meter.h"

#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstddef>

namespace nightjar::test {
namespace {

std::atomic<std::int64_t> live{0};
std::atomic<std::int64_t> peak{0};
std::atomic<std::int64_t> calls{0};

}  // namespace

std::int64_t malloc_live_bytes() {
  return live;
}
std::int64_t malloc_peak_bytes() {
  return peak;
}
void malloc_reset_peak() {
  peak = live.load();
}
std::int64_t malloc_calls() {
  return calls;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
bool malloc_is_metered() {
  return false;
}
#else
bool malloc_is_metered() {
  return true;
}

namespace {

void* count(void* memory) {
  ++calls;
  const auto size = static_cast<std::int64_t>(::malloc_usable_size(memory));
  const std::int64_t now = live += size;
  std::int64_t most = peak;
  while (now > most && !peak.compare_exchange_weak(most, now)) {
  }
  return memory;
}

void discount(void* memory) {
  live -= static_cast<std::int64_t>(::malloc_usable_size(memory));
}

}  // namespace
#endif

}  // namespace nightjar::test

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// glibc's own entries, which it exports for programs that replace malloc:
// https://www.gnu.org/software/libc/manual/html_node/Replacing-malloc.html
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);

[[gnu::visibility("default")]] void* malloc(std::size_t size) {
  return nightjar::test::count(__libc_malloc(size));
}
[[gnu::visibility("default")]] void* calloc(std::size_t count, std::size_t size) {
  return nightjar::test::count(__libc_calloc(count, size));
}
[[gnu::visibility("default")]] void* realloc(void* memory, std::size_t size) {
  nightjar::test::discount(memory);
  return nightjar::test::count(__libc_realloc(memory, size));
}
[[gnu::visibility("default")]] void* memalign(std::size_t alignment, std::size_t size) {
  return nightjar::test::count(__libc_memalign(alignment, size));
}
[[gnu::visibility("default")]] void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return nightjar::test::count(__libc_memalign(alignment, size));
}
[[gnu::visibility("default")]] int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  *memory = nightjar::test::count(__libc_memalign(alignment, size));
  return *memory != nullptr ? 0 : ENOMEM;
}
[[gnu::visibility("default")]] void free(void* memory) {
  nightjar::test::discount(memory);
  __libc_free(memory);
}
}
#endif
