// The allocator that serves the whole program, LibTorch included, since it is linked into the executable.
#pragma once

#include <cstdint>
#include <string>

namespace nightjar::cli {

// Switches on what cannot be asked for at start-up. Does nothing without jemalloc.
void tune_allocator();

// "jemalloc 5.3.0" or "glibc 2.36".
std::string allocator_name();

// The file name of the library that `malloc` comes from, for all libraries that are loaded:
// "libjemalloc.so.2".
std::string malloc_library();

// What this thread took from jemalloc so far, in bytes, given back or not; -1 without jemalloc.
std::int64_t bytes_allocated_here();

}  // namespace nightjar::cli
