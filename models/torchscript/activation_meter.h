// How much memory a piece of LibTorch work holds at most.
#pragma once

#include <cstdint>
#include <functional>

namespace nightjar {

// Runs `work` and returns the most bytes that its tensors and oneDNN's scratch held at a time, beyond what
// was there before: LibTorch's allocator reports both, and only those of the calling thread. The figure is
// raised by 25 %, the most by which jemalloc rounds a request up (its size classes are a quarter of a power
// of two apart; glibc rounds less), so that what the process really takes is not above it.
std::int64_t peak_bytes_of(const std::function<void()>& work);

// The same of what is still held when `work` is done; 0 where it gave back as much as it took.
std::int64_t held_bytes_of(const std::function<void()>& work);

}  // namespace nightjar
