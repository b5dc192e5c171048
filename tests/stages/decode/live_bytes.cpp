// In a file of its own: a compiler that sees both these operators and their use takes malloc and delete for a
// mismatch.
#include "tests/stages/decode/live_bytes.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {
std::int64_t live = 0;
std::int64_t peak = 0;
long count = 0;
}  // namespace

std::int64_t nightjar::test::live_bytes() noexcept {
  return live;
}
std::int64_t nightjar::test::peak_bytes() noexcept {
  return peak;
}
void nightjar::test::reset_peak_bytes() noexcept {
  peak = live;
}
long nightjar::test::allocations() noexcept {
  return count;
}

void* operator new(std::size_t bytes) {
  void* memory = std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  live += static_cast<std::int64_t>(malloc_usable_size(memory));
  peak = std::max(peak, live);
  ++count;
  return memory;
}
// std::stable_sort's.
void* operator new(std::size_t bytes, const std::nothrow_t& /*unused*/) noexcept {
  try {
    return operator new(bytes);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void operator delete(void* memory) noexcept {
  live -= static_cast<std::int64_t>(malloc_usable_size(memory));
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}
