// From log-mel bands to cepstral coefficients.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace nightjar {

// c[i] = l[i] s[i] sum_b x[b] cos(pi i (b + 1/2) / bands), the discrete cosine transform of type 2, with
//
//   "ortho": s[0] = sqrt(1 / bands), s[i] = sqrt(2 / bands)
//   "none":  s[i] = 2
//
// and the lifter l. Source: scipy.fft.dct(type=2, norm), Kaldi's ComputeDctMatrix. Sums are in double.
// Immutable: const calls are concurrent, and do not allocate.
class Cepstrum {
 public:
  // `lifter`: l, as many as coefficients are wanted, at most `bands`.
  Cepstrum(std::size_t bands, std::string_view norm, std::span<const double> lifter);

  std::size_t coefficients() const noexcept { return coefficients_; }

  // `bands`: [bands]; `out`: [coefficients], `step` apart.
  void apply(const float* bands, float* out, std::size_t step) const noexcept;

 private:
  std::size_t bands_, coefficients_;
  std::vector<double> weights_;  // [coefficients, bands]
};

// 1 + Q / 2 sin(pi i / Q) for i = first, first + 1 ...; all ones for Q = 0. Kaldi begins at 0 (and so leaves
// C0), librosa at 1. Source: S. Young et al., The HTK Book, 5.6.
std::vector<double> sine_lifter(std::size_t coefficients, double q, int first);

}  // namespace nightjar
