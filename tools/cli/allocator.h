// The allocator that serves the whole program, LibTorch included, since it is linked into the executable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace nightjar::cli {

// Switches on what cannot be asked for at start-up. Does nothing without jemalloc.
void tune_allocator();

// "jemalloc 5.3.0" or "glibc 2.36".
std::string allocator_name();

// The file name of the library that `malloc` comes from, for all libraries that are loaded:
// "libjemalloc.so.2".
std::string malloc_library();

// jemalloc's stats.* of the whole process, in bytes: what the program holds; the pages that this lies in;
// those and the allocator's own that are in memory; and addresses kept for later, which no memory stands
// behind.
struct HeapSample {
  std::int64_t allocated_bytes = 0;
  std::int64_t active_bytes = 0;
  std::int64_t resident_bytes = 0;
  std::int64_t retained_bytes = 0;
};
std::optional<HeapSample> sample_heap();  // none without jemalloc

// What this thread took from jemalloc so far, in bytes, given back or not; -1 without jemalloc.
std::int64_t bytes_allocated_here();

}  // namespace nightjar::cli
