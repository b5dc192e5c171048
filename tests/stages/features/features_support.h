// Specs and sounds for the tests of the features.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "stages/features/feature_extractor.h"

namespace nightjar::test {

constexpr std::int64_t kRateHz = 16000;

inline LogMelSpec usual_spec() {
  return {.n_fft = 512,
          .win_samples = 400,
          .hop_samples = 160,
          .mel_bands = 64,
          .f_min_hz = 0,
          .f_max_hz = 8000,
          .mel_scale = "slaney",
          .mel_norm = "slaney",
          .window = "hann",
          .center = true,
          .pad_mode = "reflect",
          .power = 2.0,
          .log = "db",
          .log_floor = 1e-10,
          .top_db = 80};
}

inline KaldiFrameSpec usual_frames() {
  return {.win_samples = 400, .hop_samples = 160};
}

// One of each type, at 16 kHz, with as many of the steps that a type can have as go together.
inline std::vector<std::pair<const char*, FeatureSpec>> all_specs() {
  LogMelSpec log_mel = usual_spec();
  log_mel.output.normalization = {.type = "per_bin", .epsilon = 1e-5};
  KaldiFbankSpec fbank{.frame = usual_frames()};
  fbank.frame.use_energy = true;
  fbank.frame.snip_edges = false;
  KaldiMfccSpec kaldi_mfcc{.frame = usual_frames()};
  kaldi_mfcc.frame.htk_compat = true;
  return {{"log_mel", log_mel},
          {"kaldi_fbank", fbank},
          {"kaldi_mfcc", kaldi_mfcc},
          {"whisper_log_mel", WhisperLogMelSpec{}},
          {"mfcc", MfccSpec{.mel = usual_spec()}},
          {"waveform", WaveformSpec{.normalization = "mean_variance"}}};
}

inline std::vector<float> noise(std::size_t samples, std::uint32_t seed, float amplitude = 0.3F) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> uniform(-amplitude, amplitude);
  std::vector<float> sound(samples);
  for (float& value : sound) value = uniform(engine);
  return sound;
}

inline std::vector<float> features_of(const FeatureExtractor& extractor, std::span<const float> segment) {
  std::size_t size = 1;
  for (const std::int64_t n : extractor.shape()) size *= static_cast<std::size_t>(n);
  std::vector<float> out(size);
  extractor.compute(segment, out);
  return out;
}

}  // namespace nightjar::test
