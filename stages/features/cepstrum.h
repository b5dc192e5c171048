// From log-mel bands to cepstral coefficients.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace nightjar {

// c[i] = l[i] sum_b w[i][b] x[b], with the lifter l and the discrete cosine transform w of a type: for N
// bands,
//
//   1: w[i][b] = e[b] cos(pi i b / (N - 1))      "ortho" divides by sqrt(2 (N - 1)), and rows 0 and N - 1 by
//                                                sqrt(2) more, columns 0 and N - 1 by sqrt(1/2)
//   2: w[i][b] = 2 cos(pi i (b + 1/2) / N)       "ortho" divides by sqrt(2 N), and row 0 by sqrt(2) more
//   3: w[i][b] = e[b] cos(pi (i + 1/2) b / N)    "ortho" divides by sqrt(2 N), and column 0 by sqrt(1/2)
//
// and e[b] = 2, but 1 for the first band, and for type 1 also for the last. Source: scipy.fft.dct(type,
// norm), Kaldi's ComputeDctMatrix (type 2, "ortho"). Sums are in double. Immutable: const calls are
// concurrent, and do not allocate.
class Cepstrum {
 public:
  // `type`: 1 (needs two bands), 2 or 3; `norm`: "ortho" or "none"; `lifter`: l, as many as coefficients are
  // wanted, at most `bands`.
  Cepstrum(std::size_t bands, int type, std::string_view norm, std::span<const double> lifter);

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
