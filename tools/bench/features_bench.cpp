// Measures the features on one thread: prints, for each type, how many seconds of sound it takes in a second.
//
//   nightjar_features_bench [BANDS] [SECONDS OF SOUND]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

#include "nightjar/features.h"

namespace {

constexpr std::int64_t kRateHz = 16000;

constexpr int kWin = 400, kHop = 160;  // 25 ms every 10 ms

nightjar::LogMelSpec log_mel(int bands) {
  return {.n_fft = 512,
          .win_samples = kWin,
          .hop_samples = kHop,
          .mel_bands = bands,
          .f_min_hz = 20,
          .f_max_hz = 8000,
          .mel_scale = "htk",
          .mel_norm = "none",
          .window = "hann",
          .center = false,
          .pad_mode = "constant",
          .power = 2,
          .log = "ln",
          .log_floor = 1e-10,
          .top_db = 0};
}

struct Measured {
  const char* name;
  nightjar::FeatureSpec spec;
  std::int64_t seconds;  // of one segment
};

std::vector<Measured> all(int bands, std::int64_t seconds) {
  const nightjar::KaldiFrameSpec frame{.win_samples = kWin, .hop_samples = kHop, .mel_bands = bands};
  const int coefficients = std::min(bands, 40);
  return {{"log_mel", log_mel(bands), seconds},
          {"kaldi_fbank", nightjar::KaldiFbankSpec{.frame = frame}, seconds},
          {"kaldi_mfcc", nightjar::KaldiMfccSpec{.frame = frame, .coefficients = coefficients}, seconds},
          {"mfcc", nightjar::MfccSpec{.mel = log_mel(bands), .coefficients = coefficients}, seconds},
          {"whisper_log_mel", nightjar::WhisperLogMelSpec{}, 30},
          {"waveform", nightjar::WaveformSpec{.normalization = "mean_variance"}, seconds}};
}

double measure(const Measured& measured) {
  const std::int64_t samples = kRateHz * measured.seconds;
  const auto extractor = nightjar::make_features(measured.spec, kRateHz, samples);
  std::vector<float> sound(static_cast<std::size_t>(samples));
  std::mt19937 engine(1);
  std::normal_distribution<float> normal(0, 0.1F);
  for (float& value : sound) value = normal(engine);
  const auto shape = extractor->shape();
  std::vector<float> out(static_cast<std::size_t>(
      std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>())));
  extractor->compute(sound, out);  // makes the plan, touches the memory
  const auto start = std::chrono::steady_clock::now();
  extractor->compute(sound, out);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return static_cast<double>(measured.seconds) / wall.count();
}

}  // namespace

int main(int argc, char** argv) {
  const int bands = argc > 1 ? std::atoi(argv[1]) : 80;
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 60;
  if (argc > 3 || bands < 1 || seconds < 1) {
    std::fprintf(stderr, "usage: nightjar_features_bench [BANDS] [SECONDS OF SOUND]\n");
    return 2;
  }
  try {
    for (const Measured& measured : all(bands, seconds)) {
      std::printf("%s %.1f\n", measured.name, measure(measured));
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "nightjar_features_bench: %s\n", error.what());
    return 2;
  }
  return 0;
}
