// Measures the log-mel features on one thread and prints how many seconds of sound they take in a second.
//
//   nightjar_features_bench [BANDS] [SECONDS OF SOUND]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <vector>

#include "stages/features/feature_extractor.h"

namespace {

constexpr std::int64_t kRateHz = 16000;

nightjar::LogMelSpec spec(int bands) {
  return {.n_fft = 512,
          .win_samples = 400,  // 25 ms
          .hop_samples = 160,  // 10 ms
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

double measure(int bands, std::int64_t seconds) {
  const auto extractor = nightjar::make_features(spec(bands), kRateHz, kRateHz * seconds);
  std::vector<float> sound(static_cast<std::size_t>(kRateHz * seconds));
  std::mt19937 engine(1);
  std::normal_distribution<float> normal(0, 0.1F);
  for (float& value : sound) value = normal(engine);
  std::vector<float> out(static_cast<std::size_t>(extractor->shape()[0] * extractor->shape()[1]));
  extractor->compute(sound, out);  // makes the plan, touches the memory
  const auto start = std::chrono::steady_clock::now();
  extractor->compute(sound, out);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return static_cast<double>(seconds) / wall.count();
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
    std::printf("%.1f\n", measure(bands, seconds));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "nightjar_features_bench: %s\n", error.what());
    return 2;
  }
  return 0;
}
