#include "tests/stages/match/tune.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "stages/match/index_builder.h"
#include "tests/support/sound_files.h"

namespace nightjar::test {
namespace {

double power_of(std::span<const float> sound) {
  double sum = 0;
  for (const float x : sound) sum += static_cast<double>(x) * static_cast<double>(x);
  return sum / static_cast<double>(sound.size());
}

}  // namespace

std::vector<float> make_tune(unsigned seed, int seconds, int sample_rate_hz) {
  constexpr int kScale[] = {0, 2, 4, 5, 7, 9, 11, 12};
  std::mt19937 random(seed);
  const double rate = sample_rate_hz;
  const double root_hz = 110 + static_cast<double>(random() % 90);
  std::vector<float> tune(static_cast<std::size_t>(seconds) * static_cast<std::size_t>(sample_rate_hz));
  for (int voice = 0; voice < 3; ++voice) {
    for (std::size_t at = 0; at < tune.size();) {
      const auto samples =
          std::min(tune.size() - at,
                   static_cast<std::size_t>(rate * (0.12 + 0.01 * static_cast<double>(random() % 60))));
      const double hz = root_hz * std::exp2(kScale[random() % 8] / 12.0 + static_cast<double>(random() % 3));
      for (int partial = 1; partial <= 5 && partial * hz < 0.45 * rate; ++partial) {
        const double step = 2 * std::numbers::pi * partial * hz / rate;
        for (std::size_t n = 0; n < samples; ++n) {
          const double t = static_cast<double>(n) / rate;
          const double swell = std::min(1.0, t / 0.01) * std::exp(-3 * t);
          tune[at + n] += static_cast<float>(0.1 / partial * swell * std::sin(step * static_cast<double>(n)));
        }
      }
      at += samples;
    }
  }
  return tune;
}

std::vector<float> in_noise(std::vector<float> sound, unsigned seed) {
  const std::vector<float> noise = make_noise(sound.size(), seed);
  const auto gain = static_cast<float>(std::sqrt(power_of(sound) / power_of(noise)));
  for (std::size_t i = 0; i < sound.size(); ++i) sound[i] += gain * noise[i];
  return sound;
}

MatchIndex index_of(const std::vector<std::vector<float>>& sounds) {
  IndexBuilder builder;
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    Fingerprinter fingerprinter;
    std::vector<Landmark> landmarks;
    fingerprinter.push(sounds[i], landmarks);
    fingerprinter.finish(landmarks);
    if (!builder.add(std::to_string(i), std::ssize(sounds[i]), landmarks)) std::abort();
  }
  return std::move(builder).build();
}

std::vector<Match> find(const MatchIndex& index, std::span<const float> sound, std::size_t piece) {
  std::vector<Match> found;
  SoundMatcher matcher(index, RateRatio(kMatchRateHz, kMatchRateHz),
                       [&](const Match& match) { found.push_back(match); });
  for (std::size_t at = 0; at < sound.size();) {
    const std::size_t samples = piece == 0 ? sound.size() : std::min(piece, sound.size() - at);
    matcher.push(sound.subspan(at, samples));
    at += samples;
  }
  matcher.finish();
  return found;
}

std::vector<float> part(const std::vector<float>& sound, double begin_s, double end_s) {
  const auto at = [](double s) { return static_cast<std::ptrdiff_t>(s * static_cast<double>(kMatchRateHz)); };
  return {sound.begin() + at(begin_s), sound.begin() + at(end_s)};
}

}  // namespace nightjar::test
