// Denormal numbers count as zero for the length of a scope.
#pragma once

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace nightjar {

// Arithmetic on denormals is up to a hundred times slower on many processors, and digital silence makes
// networks full of them. The mode belongs to the thread, and a task scheduler may set it back between two
// tasks; so it is set around each run, and what was there before is put back. On other processors than x86-64
// the mode stays as it is.
class ScopedFlushToZero {
 public:
#if defined(__x86_64__)
  ScopedFlushToZero() : before_(_mm_getcsr()) {
    _mm_setcsr(before_ | kFlushToZero | kDenormalsAreZero);
  }
  ~ScopedFlushToZero() {
    _mm_setcsr(before_);
  }
#else
  ScopedFlushToZero() {}
  ~ScopedFlushToZero() {}
#endif
  ScopedFlushToZero(const ScopedFlushToZero&) = delete;
  ScopedFlushToZero& operator=(const ScopedFlushToZero&) = delete;

 private:
#if defined(__x86_64__)
  // MXCSR, Intel SDM vol. 1, 10.2.3.
  static constexpr unsigned kFlushToZero = 1U << 15;
  static constexpr unsigned kDenormalsAreZero = 1U << 6;
  unsigned before_;
#endif
};

}  // namespace nightjar
