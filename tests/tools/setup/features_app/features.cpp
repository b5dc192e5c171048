// An app that uses the features alone, of an installed Nightjar, on sound of its own: features
#include "nightjar/features.h"

#include <cmath>
#include <cstdint>
#include <exception>
#include <iostream>
#include <vector>

#include "nightjar/error.h"

int main() try {
  constexpr std::int64_t kRateHz = 16000;
  std::vector<float> second(kRateHz);
  for (std::size_t n = 0; n < second.size(); ++n) {
    second[n] = 0.5F * std::sin(2 * 3.14159265F * 1000 * static_cast<float>(n) / kRateHz);
  }
  const nightjar::KaldiFbankSpec spec{.frame = {.win_samples = 400, .hop_samples = 160, .mel_bands = 80}};
  const auto extractor = nightjar::make_features(spec, kRateHz, kRateHz);
  const std::int64_t frames = extractor->shape()[0], bands = extractor->shape()[1];
  std::vector<float> features(static_cast<std::size_t>(frames * bands));
  extractor->compute(second, features);
  std::int64_t loudest = 0;
  for (std::int64_t b = 0; b < bands; ++b) {
    if (features[static_cast<std::size_t>(b)] > features[static_cast<std::size_t>(loudest)]) loudest = b;
  }
  std::cout << frames << " frames of " << bands << " bands, the loudest is " << loudest << '\n';
} catch (const nightjar::SetupError& e) {
  std::cerr << name(e.code()) << ": " << e.what() << '\n';
  return 2;
}
