// Counts the calls of operator new while features are computed. A program of its own, since it replaces the
// operator.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/stages/features/features_support.h"

namespace {
std::atomic<long> allocations = 0;

void* counted(std::size_t bytes, std::size_t alignment) {
  ++allocations;
  void* memory = std::aligned_alloc(alignment, (bytes + alignment) / alignment * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
}  // namespace

void* operator new(std::size_t bytes) {
  return counted(bytes, alignof(std::max_align_t));
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

namespace nightjar {
namespace {

TEST(LogMelAllocation, happens_on_the_first_call_only) {
  for (const int n_fft : {512, 502}) {  // 502: KissFFT's general butterfly, which keeps a buffer
    LogMelSpec spec = test::usual_spec();
    spec.n_fft = n_fft;
    const auto extractor = make_log_mel(spec, test::kRateHz, 16000);
    const auto sound = test::noise(16000, 1);
    std::vector<float> out(64 * 101);
    const long before = allocations;
    extractor->compute(sound, out);
    EXPECT_GT(allocations, before) << "the counter does not count";
    const long after_first = allocations;
    for (int i = 0; i < 5; ++i) extractor->compute(sound, out);
    EXPECT_EQ(allocations, after_first) << "n_fft " << n_fft;
  }
}

}  // namespace
}  // namespace nightjar
