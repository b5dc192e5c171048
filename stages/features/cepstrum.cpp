#include "stages/features/cepstrum.h"

#include <cmath>
#include <numbers>

namespace nightjar {

Cepstrum::Cepstrum(std::size_t bands, std::string_view norm, std::span<const double> lifter)
    : bands_(bands), coefficients_(lifter.size()) {
  const auto count = static_cast<double>(bands);
  for (std::size_t i = 0; i < coefficients_; ++i) {
    const double scale = norm == "none" ? 2.0 : std::sqrt((i == 0 ? 1.0 : 2.0) / count);
    for (std::size_t b = 0; b < bands; ++b) {
      const double phase = std::numbers::pi * static_cast<double>(i) * (static_cast<double>(b) + 0.5) / count;
      weights_.push_back(lifter[i] * scale * std::cos(phase));
    }
  }
}

void Cepstrum::apply(const float* bands, float* out, std::size_t step) const noexcept {
  for (std::size_t i = 0; i < coefficients_; ++i) {
    const double* const weights = weights_.data() + i * bands_;
    double even = 0, odd = 0;  // two sums: a processor need not wait for one addition before the next
    std::size_t b = 0;
    for (; b + 1 < bands_; b += 2) {
      even += weights[b] * bands[b];
      odd += weights[b + 1] * bands[b + 1];
    }
    if (b < bands_) even += weights[b] * bands[b];
    out[i * step] = static_cast<float>(even + odd);
  }
}

std::vector<double> sine_lifter(std::size_t coefficients, double q, int first) {
  std::vector<double> lifter(coefficients, 1.0);
  if (q == 0) return lifter;
  for (std::size_t i = 0; i < coefficients; ++i) {
    lifter[i] += q / 2 * std::sin(std::numbers::pi * (static_cast<double>(i) + first) / q);
  }
  return lifter;
}

}  // namespace nightjar
