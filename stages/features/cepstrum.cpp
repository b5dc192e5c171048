#include "stages/features/cepstrum.h"

#include <cmath>
#include <numbers>

namespace nightjar {

namespace {

// cosine_weight(...) is w[i][b] of the header without a norm, ortho_factor(...) what "ortho" multiplies it
// by.
double cosine_weight(int type, double i, double b, double bands) {
  using std::numbers::pi;
  if (type == 2) return 2 * std::cos(pi * i * (b + 0.5) / bands);
  const bool at_edge = b == 0 || (type == 1 && b == bands - 1);
  return (at_edge ? 1 : 2) * std::cos(type == 1 ? pi * i * b / (bands - 1) : pi * (i + 0.5) * b / bands);
}

double ortho_factor(int type, double i, double b, double bands) {
  const auto at_edge = [&](double n) { return n == 0 || (type == 1 && n == bands - 1); };
  double factor = std::sqrt(0.5 / (type == 1 ? bands - 1 : bands));
  if (type != 3 && at_edge(i)) factor *= std::numbers::sqrt2 / 2;
  if (type != 2 && at_edge(b)) factor *= std::numbers::sqrt2;
  return factor;
}

}  // namespace

Cepstrum::Cepstrum(std::size_t bands, int type, std::string_view norm, std::span<const double> lifter)
    : bands_(bands), coefficients_(lifter.size()) {
  const auto count = static_cast<double>(bands);
  for (std::size_t row = 0; row < coefficients_; ++row) {
    const auto i = static_cast<double>(row);
    for (std::size_t column = 0; column < bands; ++column) {
      const auto b = static_cast<double>(column);
      const double scale = norm == "ortho" ? ortho_factor(type, i, b, count) : 1.0;
      weights_.push_back(lifter[row] * scale * cosine_weight(type, i, b, count));
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
