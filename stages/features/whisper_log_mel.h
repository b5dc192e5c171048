// Log-mel spectrograms as OpenAI's Whisper was trained on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nightjar/features.h"
#include "stages/features/mel_frames.h"

namespace nightjar {

// With S the power mel spectrum (Slaney's scale and norm, 0 to 8000 Hz) of frames of 400 samples every 160,
// centred and reflected at the edges of 30 s of sound, the segment with zeros after it, without the last
// frame:
//
//   L = log10(max(S, 1e-10)),  out = (max(L, max(L) - 8) + 4) / 4
//
// Gives float32 [mel_bands, 3000]. Source: A. Radford et al., Robust Speech Recognition via Large-Scale Weak
// Supervision, 2022, 2.2; whisper.audio.log_mel_spectrogram; transformers.WhisperFeatureExtractor.
// Concurrent.
class WhisperLogMel final : public FeatureExtractor {
 public:
  // Throws SetupError(bad_manifest) where the rate is not 16 kHz, the segment longer than 30 s, or mel_bands
  // neither 80 nor 128.
  WhisperLogMel(const WhisperLogMelSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples);

  std::vector<std::int64_t> shape() const override { return frames_.layout().shape(); }
  void compute(std::span<const float> segment, std::span<float> out) const override;

 private:
  LogMelSpec spec_;
  MelFrames frames_;
};

}  // namespace nightjar
