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

// Number `i` of `count` floats from `first` to `last`, as torch.linspace rounds them: once, from the nearer
// end.
float evenly_spaced(float first, float last, std::size_t count, std::size_t i) {
  const float step = (last - first) / static_cast<float>(count - 1);
  return i < count / 2 ? std::fma(step, static_cast<float>(i), first)
                       : std::fma(-step, static_cast<float>(count - 1 - i), last);
}

// mel_to_hz as torchaudio computes it.
float mel_to_hz_in_float(float mel, std::string_view scale) {
  if (scale == "htk") return 700.0F * (std::pow(10.0F, mel / 2595.0F) - 1.0F);
  if (mel < static_cast<float>(kSlaneyBreakMel)) return mel * static_cast<float>(kSlaneyHzPerMel);
  const auto step = static_cast<float>(kSlaneyLogStep);
  return static_cast<float>(kSlaneyBreakHz) * std::exp(step * (mel - static_cast<float>(kSlaneyBreakMel)));
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
  if (spec.mel_grid == "torchaudio") {
    add_torchaudio_filters(spec, sample_rate_hz);
  } else {
    add_librosa_filters(spec, sample_rate_hz);
  }
}

void MelFilterbank::add_librosa_filters(const LogMelSpec& spec, std::int64_t sample_rate_hz) {
  const std::vector<double> corners = corners_hz(spec);
  const double bin_hz = static_cast<double>(sample_rate_hz) / spec.n_fft;
  for (std::size_t b = 0; b + 2 < corners.size(); ++b) {
    const double low = corners[b], centre = corners[b + 1], high = corners[b + 2];
    const double scale = spec.mel_norm == "slaney" ? 2.0 / (high - low) : 1.0;
    add_filter(static_cast<std::size_t>(spec.n_fft) / 2 + 1, [&](std::size_t k) {
      const double hz = static_cast<double>(k) * bin_hz;
      const double ramp = std::min((hz - low) / (centre - low), (high - hz) / (high - centre));
      return static_cast<float>(scale * static_cast<float>(ramp));
    });
  }
}

void MelFilterbank::add_torchaudio_filters(const LogMelSpec& spec, std::int64_t sample_rate_hz) {
  const auto bands = static_cast<std::size_t>(spec.mel_bands);
  const auto bins = static_cast<std::size_t>(spec.n_fft) / 2 + 1;
  const auto low_mel = static_cast<float>(hz_to_mel(spec.f_min_hz, spec.mel_scale));
  const auto high_mel = static_cast<float>(hz_to_mel(spec.f_max_hz, spec.mel_scale));
  const std::int64_t half_rate_whole_hz = sample_rate_hz / 2;  // rounded down, as there
  const auto half_rate_hz = static_cast<float>(half_rate_whole_hz);
  const auto corner = [&](std::size_t i) {
    return mel_to_hz_in_float(evenly_spaced(low_mel, high_mel, bands + 2, i), spec.mel_scale);
  };
  for (std::size_t b = 0; b < bands; ++b) {
    const float low = corner(b), centre = corner(b + 1), high = corner(b + 2);
    const float scale = spec.mel_norm == "slaney" ? 2.0F / (high - low) : 1.0F;
    add_filter(bins, [&](std::size_t k) {
      const float hz = evenly_spaced(0.0F, half_rate_hz, bins, k);
      return scale * std::min((hz - low) / (centre - low), (high - hz) / (high - centre));
    });
  }
}

}  // namespace nightjar
