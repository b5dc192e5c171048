// log_mel against librosa; tests/golden/features/make_golden.py made the values and justifies the tolerance.
#include <gtest/gtest.h>

#include <cmath>

#include "stages/features/feature_extractor.h"
#include "tests/stages/features/features_support.h"
#include "tests/stages/features/golden_cases.h"
#include "tests/stages/features/npy_reader.h"

namespace nightjar {
namespace {

using nlohmann::json;

using test::GoldenCase;
using test::kGoldenFolder;

LogMelSpec spec_of(const json& values) {
  return {.n_fft = values.at("n_fft"),
          .win_samples = values.at("win_samples"),
          .hop_samples = values.at("hop_samples"),
          .mel_bands = values.at("mel_bands"),
          .f_min_hz = values.at("f_min_hz"),
          .f_max_hz = values.at("f_max_hz"),
          .mel_scale = values.at("mel_scale"),
          .mel_norm = values.at("mel_norm"),
          .window = values.at("window"),
          .center = values.at("center"),
          .pad_mode = values.at("pad_mode"),
          .power = values.at("power"),
          .log = values.at("log"),
          .log_floor = values.at("log_floor"),
          .top_db = values.at("top_db")};
}

class LogMelGolden : public testing::TestWithParam<GoldenCase> {};

TEST_P(LogMelGolden, equals_librosa_as_nearly_as_librosa_equals_itself) {
  const json& values = GetParam().values;
  const auto sound = test::read_npy(kGoldenFolder + "sound.npy").values;
  const auto expected = test::read_npy(kGoldenFolder + GetParam().name() + ".npy");
  const std::size_t start = values.at("start"), samples = values.at("segment_samples");

  const auto extractor =
      make_features(spec_of(values), values.at("sample_rate_hz"), static_cast<std::int64_t>(samples));
  ASSERT_EQ(extractor->shape(), expected.shape);
  const auto got = test::features_of(*extractor, std::span(sound).subspan(start, samples));

  double worst = 0;
  std::size_t where = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double value = expected.values[i];
    const double scale = values.at("log") == "none" ? std::max(value, 1e-30) : 1.0;
    const double difference = std::abs(got[i] - value) / scale;
    if (!(difference <= worst)) worst = difference, where = i;  // a NaN is worst
  }
  RecordProperty("worst", std::to_string(worst));
  EXPECT_LE(worst, values.at("tolerance").get<double>())
      << "at " << where << ": got " << got[where] << ", librosa has " << expected.values[where];
}

INSTANTIATE_TEST_SUITE_P(, LogMelGolden, testing::ValuesIn(test::golden_cases(kGoldenFolder)),
                         [](const auto& one) { return one.param.name(); });

}  // namespace
}  // namespace nightjar
