#include "stages/features/log_mel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/stages/features/features_support.h"

namespace nightjar {
namespace {

TEST(LogMel, counts_frames_as_librosa_does) {
  LogMelSpec spec = test::usual_spec();
  for (const std::int64_t samples : {300, 319, 320, 16000}) {
    EXPECT_EQ(make_features(spec, test::kRateHz, samples)->shape(),
              (std::vector<std::int64_t>{64, 1 + samples / 160}));
  }
  spec.center = false;
  for (const std::int64_t samples : {512, 671, 672, 16000}) {
    EXPECT_EQ(make_features(spec, test::kRateHz, samples)->shape(),
              (std::vector<std::int64_t>{64, 1 + (samples - 512) / 160}));
  }
}

TEST(LogMel, gives_the_floor_for_digital_silence) {
  for (const auto& [log, expected] : {std::pair{"db", -100.0F}, std::pair{"ln", -23.025850F}}) {
    LogMelSpec spec = test::usual_spec();
    spec.log = log;
    spec.top_db = 0;
    const auto extractor = make_features(spec, test::kRateHz, 16000);
    for (const float value : test::features_of(*extractor, std::vector<float>(16000)))
      EXPECT_FLOAT_EQ(value, expected);
  }
}

TEST(LogMel, stays_finite_for_every_finite_sound) {
  const auto loud = test::noise(4000, 1, std::numeric_limits<float>::max() / 2);
  const auto faint = test::noise(4000, 1, std::numeric_limits<float>::denorm_min() * 100);
  const auto extractor = make_features(test::usual_spec(), test::kRateHz, 4000);
  for (const auto& sound : {loud, faint}) {
    for (const float value : test::features_of(*extractor, sound)) EXPECT_TRUE(std::isfinite(value));
  }
}

// Frames are computed in pairs. With a hop of n_fft they share no sample, so each must be its own only
// concern.
TEST(LogMel, computes_each_frame_from_its_own_samples_alone) {
  LogMelSpec spec = test::usual_spec();
  spec.center = false;
  spec.hop_samples = spec.n_fft;
  spec.top_db = 0;
  constexpr std::size_t kFrames = 5;
  const auto extractor = make_features(spec, test::kRateHz, static_cast<std::int64_t>(kFrames) * 512);
  const auto sound = test::noise(kFrames * 512, 2);
  const auto expected = test::features_of(*extractor, sound);
  for (std::size_t t = 0; t < kFrames; ++t) {
    auto changed = test::noise(kFrames * 512, 3, 1e6F);
    std::copy_n(sound.begin() + static_cast<std::ptrdiff_t>(t * 512), 512,
                changed.begin() + static_cast<std::ptrdiff_t>(t * 512));
    const auto got = test::features_of(*extractor, changed);
    for (std::size_t b = 0; b < 64; ++b) EXPECT_EQ(got[b * kFrames + t], expected[b * kFrames + t]);
  }
}

TEST(LogMel, moves_by_one_frame_when_the_sound_moves_by_one_hop) {
  LogMelSpec spec = test::usual_spec();
  spec.center = false;
  spec.top_db = 0;
  const auto extractor = make_features(spec, test::kRateHz, 16000);
  const auto frames = static_cast<std::size_t>(extractor->shape()[1]);
  const auto sound = test::noise(16160, 4);
  const auto here = test::features_of(*extractor, std::span(sound).first(16000));
  const auto later = test::features_of(*extractor, std::span(sound).last(16000));
  for (std::size_t b = 0; b < 64; ++b) {
    for (std::size_t t = 0; t + 1 < frames; ++t) EXPECT_EQ(later[b * frames + t], here[b * frames + t + 1]);
  }
}

TEST(LogMel, forgets_the_segment_before) {
  const auto extractor = make_features(test::usual_spec(), test::kRateHz, 16000);
  const auto sound = test::noise(16000, 5);
  const auto expected = test::features_of(*extractor, sound);
  test::features_of(*extractor, test::noise(16000, 6, 1e6F));
  EXPECT_EQ(test::features_of(*extractor, sound), expected);
}

TEST(LogMel, reads_nothing_outside_the_window) {
  LogMelSpec spec = test::usual_spec();
  spec.center = false;
  auto sound = test::noise(512, 7);
  const auto extractor = make_features(spec, test::kRateHz, 512);
  const auto expected = test::features_of(*extractor, sound);
  std::fill_n(sound.begin(), 56, 1e6F);   // (512 - 400) / 2 samples before the window,
  std::fill_n(sound.rbegin(), 56, 1e6F);  // and as many after it
  EXPECT_EQ(test::features_of(*extractor, sound), expected);
}

TEST(FeatureExtractor, takes_an_input_shape_with_leading_ones) {
  Manifest manifest;
  manifest.sample_rate_hz = test::kRateHz;
  manifest.segment_samples = 16000;
  manifest.features = test::usual_spec();
  for (const auto& shape : {std::vector<std::int64_t>{64, 101}, {1, 64, 101}, {1, 1, 64, 101}}) {
    manifest.input_shape = shape;
    EXPECT_EQ(make_feature_extractor(manifest)->shape(), (std::vector<std::int64_t>{64, 101}));
  }
}

}  // namespace
}  // namespace nightjar
