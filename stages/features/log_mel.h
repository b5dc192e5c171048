// Log-mel spectrograms with librosa's contract, or torchaudio's.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nightjar/features.h"
#include "stages/features/mel_frames.h"
#include "stages/features/normalizer.h"

namespace nightjar {

// out[b][t] = log(max(log_floor, sum_k w[b][k] |X_t[k]|^power)), of
//
//   S = librosa.feature.melspectrogram(y=segment, sr=sample_rate_hz, n_fft, win_length, hop_length,
//                                      window, center, pad_mode, power, n_mels, fmin, fmax, htk, norm)
//   "db":   librosa.power_to_db(S, ref=1.0, amin=log_floor, top_db=top_db or None)
//   "ln":   np.log(np.maximum(S, log_floor))
//   "none": S
//
// or, with mel_grid "torchaudio", of
//
//   S = torchaudio.transforms.MelSpectrogram(
//       sample_rate_hz, n_fft, win_length, hop_length, f_min, f_max, n_mels=n_mels, window_fn=window_fn,
//       power=power, normalized=normalized, wkwargs={"periodic": window_periodic}, center=center,
//       pad_mode=pad_mode, norm=norm, mel_scale=mel_scale)(segment)
//   "db":   AmplitudeToDB("power", top_db)(S), "db20": AmplitudeToDB("magnitude", top_db)(S)
//
// The two differ in their defaults, in what torchaudio alone can do (window_periodic, spectrum_scale), and at
// odd sample rates. Takes a float32 segment [segment_samples] of finite values, gives float32 [mel_bands,
// frames] or [frames, mel_bands], row-major. Results are within 1e-3 of the reference's within 80 dB of a
// frame's maximum, and as near as its own float results elsewhere. Each frame depends on its own samples
// alone (with top_db or a normalization that measures: on the segment's, too), so the same sound gives the
// same bits. Concurrent.
class LogMel final : public FeatureExtractor {
 public:
  // Throws SetupError(bad_manifest), see `check_log_mel`.
  LogMel(const LogMelSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples);

  std::vector<std::int64_t> shape() const override { return layout().shape(); }
  FeatureLayout layout() const noexcept { return frames_.layout(); }
  void compute(std::span<const float> segment, std::span<float> out) const override;

 private:
  LogMelSpec spec_;
  MelFrames frames_;
  Normalizer normalizer_;
};

}  // namespace nightjar
