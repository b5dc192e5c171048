#include "stages/features/window.h"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace nightjar {

std::vector<double> make_window(std::string_view name, int win_samples, int n_fft, bool periodic) {
  const double mean = name == "hamming" ? 0.54 : 0.5;
  const auto first = static_cast<std::size_t>((n_fft - win_samples) / 2);
  std::vector<double> window(static_cast<std::size_t>(n_fft), 0.0);
  if (win_samples == 1) {
    window[first] = 1.0;
    return window;
  }
  const int period = periodic ? win_samples : win_samples - 1;
  for (int n = 0; n < win_samples; ++n) {
    const double phase = 2.0 * std::numbers::pi * n / period;
    window[first + static_cast<std::size_t>(n)] = mean - (1.0 - mean) * std::cos(phase);
  }
  return window;
}

std::vector<double> make_kaldi_window(std::string_view name, int win_samples, double blackman_coeff) {
  const auto value = [&](double phase) {
    if (name == "rectangular") return 1.0;
    if (name == "sine") return std::sin(0.5 * phase);
    if (name == "hamming") return 0.54 - 0.46 * std::cos(phase);
    if (name == "blackman") {
      return blackman_coeff - 0.5 * std::cos(phase) + (0.5 - blackman_coeff) * std::cos(2.0 * phase);
    }
    const double hann = 0.5 - 0.5 * std::cos(phase);
    return name == "povey" ? std::pow(hann, 0.85) : hann;
  };
  const int period = name == "hann" ? win_samples : win_samples - 1;
  std::vector<double> window;
  for (int n = 0; n < win_samples; ++n) window.push_back(value(2.0 * std::numbers::pi * n / period));
  return window;
}

}  // namespace nightjar
