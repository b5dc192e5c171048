// The spectrum of two frames at once, on KissFFT.
#pragma once

#include <complex>
#include <cstddef>
#include <kissfft/kissfft.hh>
#include <span>
#include <vector>

#include "stages/features/frame_pair.h"

namespace nightjar {

// |X[k]| or |X[k]|^2 for k = 0 to n_fft / 2, of the windowed frame x:  X[k] = sum_n w[n] x[n] exp(-2 pi i k n
// / n_fft).
//
// A real transform of n_fft values is a complex one of N = n_fft / 2, z[n] = x[2n] + i x[2n+1], taken apart
// again:
//   E[k] = (Z[k] + conj Z[N-k]) / 2,  O[k] = (Z[k] - conj Z[N-k]) / 2i,  X[k] = E[k] + exp(-i pi k / N) O[k]
// (H. V. Sorensen et al., Real-valued fast Fourier transform algorithms, IEEE Trans. ASSP 35(6), 1987).
//
// The two frames never mix: each one's result is the same whatever the other holds.
// Owns the plan and its buffers, so one object serves one thread at a time; no call allocates after the
// first.
class PairSpectrum {
 public:
  // `window`: [n_fft], n_fft even; `power`: 1 (magnitude) or 2 (power).
  PairSpectrum(std::span<const double> window, double power);

  // `first`, `second`: n_fft samples each, which are not kept. Returns [n_fft / 2 + 1], valid until the next
  // call.
  std::span<const FramePair> compute(const float* first, const float* second);
  std::span<const FramePair> compute(const FramePair* frames);  // the same, side by side

 private:
  using Complex = std::complex<FramePair>;
  template <class SampleAt>
  std::span<const FramePair> transform(SampleAt at);
  void take_apart();

  std::size_t half_;                   // N
  std::size_t load_begin_, load_end_;  // the part of z that the window does not make zero
  bool magnitude_;
  std::vector<double> window_;                  // [n_fft]
  std::vector<std::complex<double>> twiddles_;  // exp(-i pi k / N), k = 0 to N / 2
  kissfft<FramePair> fft_;
  std::vector<Complex> time_, frequency_;  // [N]
  std::vector<FramePair> spectrum_;        // [N + 1]
};

}  // namespace nightjar
