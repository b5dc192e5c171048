#include "stages/features/mel_filterbank.h"

#include <algorithm>
#include <cmath>

namespace nightjar {
namespace {

constexpr double kSlaneyHzPerMel = 200.0 / 3.0;
constexpr double kSlaneyBreakHz = 1000.0;  // linear below, logarithmic above
constexpr double kSlaneyBreakMel = kSlaneyBreakHz / kSlaneyHzPerMel;
const double kSlaneyLogStep = std::log(6.4) / 27.0;

// The bands + 2 corner frequencies.
std::vector<double> corners_hz(const LogMelSpec& spec) {
  const double low = hz_to_mel(spec.f_min_hz, spec.mel_scale);
  const double high = hz_to_mel(spec.f_max_hz, spec.mel_scale);
  std::vector<double> corners(static_cast<std::size_t>(spec.mel_bands) + 2);
  const double step = (high - low) / static_cast<double>(corners.size() - 1);
  for (std::size_t i = 0; i < corners.size(); ++i) {
    corners[i] = mel_to_hz(low + step * static_cast<double>(i), spec.mel_scale);
  }
  return corners;
}

}  // namespace

double hz_to_mel(double hz, std::string_view scale) noexcept {
  if (scale == "htk") return 2595.0 * std::log10(1.0 + hz / 700.0);
  if (hz < kSlaneyBreakHz) return hz / kSlaneyHzPerMel;
  return kSlaneyBreakMel + std::log(hz / kSlaneyBreakHz) / kSlaneyLogStep;
}

double mel_to_hz(double mel, std::string_view scale) noexcept {
  if (scale == "htk") return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0);
  if (mel < kSlaneyBreakMel) return mel * kSlaneyHzPerMel;
  return kSlaneyBreakHz * std::exp(kSlaneyLogStep * (mel - kSlaneyBreakMel));
}

MelFilterbank::MelFilterbank(const LogMelSpec& spec, std::int64_t sample_rate_hz) {
  const std::vector<double> corners = corners_hz(spec);
  const auto bins = static_cast<std::size_t>(spec.n_fft) / 2 + 1;
  const double bin_hz = static_cast<double>(sample_rate_hz) / spec.n_fft;
  for (std::size_t b = 0; b + 2 < corners.size(); ++b) {
    const double low = corners[b], centre = corners[b + 1], high = corners[b + 2];
    const double scale = spec.mel_norm == "slaney" ? 2.0 / (high - low) : 1.0;
    Filter filter{.first_weight = weights_.size()};
    for (std::size_t k = 0; k < bins; ++k) {
      const double hz = static_cast<double>(k) * bin_hz;
      const double ramp = std::min((hz - low) / (centre - low), (high - hz) / (high - centre));
      const float weight = static_cast<float>(scale * static_cast<float>(ramp));
      if (!(weight > 0)) continue;
      if (filter.count == 0) filter.first_bin = k;
      weights_.push_back(weight);
      ++filter.count;  // a triangle's bins are consecutive
    }
    filters_.push_back(filter);
  }
}

}  // namespace nightjar
