#include "stages/features/window.h"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace nightjar {

std::vector<double> make_window(std::string_view name, int win_samples, int n_fft) {
  const double mean = name == "hamming" ? 0.54 : 0.5;
  const auto first = static_cast<std::size_t>((n_fft - win_samples) / 2);
  std::vector<double> window(static_cast<std::size_t>(n_fft), 0.0);
  if (win_samples == 1) {
    window[first] = 1.0;
    return window;
  }
  for (int n = 0; n < win_samples; ++n) {
    const double phase = 2.0 * std::numbers::pi * n / win_samples;
    window[first + static_cast<std::size_t>(n)] = mean - (1.0 - mean) * std::cos(phase);
  }
  return window;
}

}  // namespace nightjar
