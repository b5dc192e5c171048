// Triangular filters, evenly spaced on a mel scale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nightjar/feature_spec.h"
#include "stages/features/frame_pair.h"

namespace nightjar {

// Mel of a frequency in Hz, and back.
//
//   htk:    mel = 2595 log10(1 + f / 700)
//   slaney: mel = 3 f / 200 below 1000 Hz, 15 + 27 ln(f / 1000) / ln(6.4) from there
//
// Sources: S. Young et al., The HTK Book, 5.6; M. Slaney, Auditory Toolbox, Interval Research report
// 1998-010, in the form of librosa.hz_to_mel.
double hz_to_mel(double hz, std::string_view scale) noexcept;
double mel_to_hz(double mel, std::string_view scale) noexcept;

// The matrix of librosa.filters.mel(sr, n_fft, n_mels, fmin, fmax, htk, norm, dtype=float32), as runs of
// non-zero weights. With c[0 .. bands + 1] evenly spaced in mel from f_min to f_max, and f[k] = k sr / n_fft:
//
//   w[b][k] = max(0, min((f[k] - c[b]) / (c[b+1] - c[b]), (c[b+2] - f[k]) / (c[b+2] - c[b+1])))
//
// and norm "slaney" makes every filter's area equal: w[b] *= 2 / (c[b+2] - c[b]). A filter so narrow that it
// holds no bin stays zero, as in librosa. Weights are rounded to float where librosa rounds them.
//
// torchaudio's ("torchaudio": torchaudio.functional.melscale_fbanks) have f[k] = 2 k floor(sr / 2) / n_fft.
// Kaldi's (MelBanks of kaldi-native-fbank 1.22) are triangles in mel (htk) instead of Hz, without the bin at
// half the rate; those that it calls is_librosa are librosa's, or with floor_to_int_bin have
// c[b] = floor(c[b] (n_fft + 1) / sr) and f[k] = k. All but librosa's are computed in float as there: where a
// narrow filter just reaches one bin, its weight is mostly rounding.
//
// torchaudio.compliance.kaldi has Kaldi's triangles, and one that holds no bin stays zero.
// Immutable after construction: const calls are concurrent.
class MelFilterbank {
 public:
  // Needs a spec that `check_log_mel` accepts.
  MelFilterbank(const LogMelSpec& spec, std::int64_t sample_rate_hz);

  // Needs frames that `check_kaldi_frames` accepts. Throws SetupError(bad_manifest) for bands that are out of
  // range, or but for "torchaudio" hold no bin.
  MelFilterbank(const KaldiFrameSpec& spec, int n_fft, std::int64_t sample_rate_hz);

  std::size_t bands() const noexcept { return filters_.size(); }

  // `spectrum`: [n_fft / 2 + 1] magnitudes or powers; returns band `b` of both frames.
  FramePair apply(std::size_t b, std::span<const FramePair> spectrum) const noexcept {
    const Filter& filter = filters_[b];
    FramePair sum = 0.0;
    for (std::size_t i = 0; i < filter.count; ++i) {
      sum += weights_[filter.first_weight + i] * spectrum[filter.first_bin + i];
    }
    return sum;
  }

 private:
  void add_librosa_filters(const LogMelSpec& spec, std::int64_t sample_rate_hz);
  void add_torchaudio_filters(const LogMelSpec& spec, std::int64_t sample_rate_hz);
  void add_kaldi_filters(const KaldiFrameSpec& spec, int n_fft, float rate_hz, float cutoff_hz);
  void add_kaldi_librosa_filters(const KaldiFrameSpec& spec, int n_fft, float rate_hz, float cutoff_hz);

  // Of the filter's bins, which are consecutive, `weight_of` gives a float above 0.
  template <class WeightOf>
  void add_filter(std::size_t bins, WeightOf weight_of) {
    Filter filter{.first_weight = weights_.size()};
    for (std::size_t k = 0; k < bins; ++k) {
      const float weight = weight_of(k);
      if (!(weight > 0)) continue;
      if (filter.count == 0) filter.first_bin = k;
      weights_.push_back(static_cast<double>(weight));
      ++filter.count;
    }
    filters_.push_back(filter);
  }

  struct Filter {
    std::size_t first_bin = 0;
    std::size_t first_weight = 0;
    std::size_t count = 0;
  };
  std::vector<Filter> filters_;
  std::vector<double> weights_;  // floats by value: the sums are in double
};

}  // namespace nightjar
