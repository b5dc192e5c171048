// The filters of kaldi-native-fbank, in its floats.
#include <algorithm>
#include <cmath>
#include <string>

#include "stages/features/mel_filterbank.h"
#include "stages/features/spec_check.h"

namespace nightjar {
namespace {

float htk_mel(float hz) {
  return 1127.0F * std::log(1.0F + hz / 700.0F);
}

// The two scales of "librosa", and back; slaney's constants are those of hz_to_mel, 27 / ln(6.4) and its
// inverse.
float to_mel(float hz, bool slaney) {
  if (!slaney) return htk_mel(hz);
  return hz <= 1000.0F ? hz * 3.0F / 200.0F : 15.0F + 14.545078505785561F * std::log(hz / 1000.0F);
}

float to_hz(float mel, bool slaney) {
  if (!slaney) return 700.0F * (std::exp(mel / 1127.0F) - 1.0F);
  return mel <= 15.0F ? 200.0F / 3.0F * mel : 1000.0F * std::exp((mel - 15.0F) * 0.06875177742094911F);
}

// A triangle's height at `at`: 0 or less outside of it.
float triangle(float at, float left, float centre, float right) {
  if (at <= left || at >= right) return 0;
  return at <= centre ? (at - left) / (centre - left) : (right - at) / (right - centre);
}

void check_filters(const KaldiMelFilters& filters) {
  require_one_of("features.mel_filters.type", filters.type, {"kaldi", "torchaudio", "librosa"});
  require_one_of("features.mel_filters.mel_scale", filters.mel_scale, {"slaney", "htk"});
  require_one_of("features.mel_filters.mel_norm", filters.mel_norm, {"slaney", "none"});
}

}  // namespace

MelFilterbank::MelFilterbank(const KaldiFrameSpec& spec, int n_fft, std::int64_t sample_rate_hz) {
  const auto rate_hz = static_cast<float>(sample_rate_hz);
  const auto f_min_hz = static_cast<float>(spec.f_min_hz), f_max_hz = static_cast<float>(spec.f_max_hz);
  const float cutoff_hz = f_max_hz > 0 ? f_max_hz : 0.5F * rate_hz + f_max_hz;
  require(f_min_hz >= 0 && f_min_hz < cutoff_hz, "features.f_min_hz", spec.f_min_hz,
          "0 or more, below f_max_hz");
  require(cutoff_hz <= 0.5F * rate_hz, "features.f_max_hz", spec.f_max_hz, "at most half the sample rate");
  require(spec.mel_bands >= 3 && spec.mel_bands <= n_fft / 2, "features.mel_bands", spec.mel_bands,
          from_to(3, n_fft / 2) + " (half the FFT)");
  check_filters(spec.mel_filters);
  if (spec.mel_filters.type == "librosa") {
    add_kaldi_librosa_filters(spec, n_fft, rate_hz, cutoff_hz);
  } else {
    add_kaldi_filters(spec, n_fft, rate_hz, cutoff_hz);
  }
  if (spec.mel_filters.type == "torchaudio") return;
  const auto empty =
      std::find_if(filters_.begin(), filters_.end(), [](const Filter& f) { return f.count == 0; });
  require(empty == filters_.end(), "features.mel_bands", spec.mel_bands,
          "fewer: band " + std::to_string(empty - filters_.begin()) + " lies between two bins of the FFT");
}

void MelFilterbank::add_kaldi_filters(const KaldiFrameSpec& spec, int n_fft, float rate_hz, float cutoff_hz) {
  const float bin_hz = rate_hz / static_cast<float>(n_fft);
  const float low_mel = htk_mel(static_cast<float>(spec.f_min_hz));
  const float step = (htk_mel(cutoff_hz) - low_mel) / static_cast<float>(spec.mel_bands + 1);
  for (int b = 0; b < spec.mel_bands; ++b) {
    const auto corner = [&](int i) { return low_mel + static_cast<float>(b + i) * step; };
    const float left = corner(0), centre = corner(1), right = corner(2);
    add_filter(static_cast<std::size_t>(n_fft) / 2, [&](std::size_t k) {
      return triangle(htk_mel(bin_hz * static_cast<float>(k)), left, centre, right);
    });
  }
}

void MelFilterbank::add_kaldi_librosa_filters(const KaldiFrameSpec& spec, int n_fft, float rate_hz,
                                              float cutoff_hz) {
  const bool slaney = spec.mel_filters.mel_scale == "slaney", whole_bins = spec.mel_filters.floor_to_int_bin;
  const float low_mel = to_mel(static_cast<float>(spec.f_min_hz), slaney);
  const float step = (to_mel(cutoff_hz, slaney) - low_mel) / static_cast<float>(spec.mel_bands + 1);
  const float bin = whole_bins ? 1.0F : rate_hz / static_cast<float>(n_fft);
  const auto corner = [&](int i) {
    const float hz = to_hz(low_mel + static_cast<float>(i) * step, slaney);
    return whole_bins ? std::floor(static_cast<float>(hz * ((n_fft + 1.0) / static_cast<double>(rate_hz))))
                      : hz;
  };
  for (int b = 0; b < spec.mel_bands; ++b) {
    const float left = corner(b), centre = corner(b + 1), right = corner(b + 2);
    const float scale = spec.mel_filters.mel_norm == "slaney" ? 2.0F / (right - left) : 1.0F;
    add_filter(static_cast<std::size_t>(n_fft) / 2 + 1, [&](std::size_t k) {
      return scale * triangle(bin * static_cast<float>(k), left, centre, right);
    });
  }
}

}  // namespace nightjar
