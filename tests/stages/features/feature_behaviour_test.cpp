// What holds for every kind of features, whatever its contract.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/features/frame_grid.h"
#include "tests/stages/features/features_support.h"

namespace nightjar {
namespace {

constexpr std::int64_t kSamples = 4000;

TEST(Features, stay_finite_for_every_finite_sound) {
  const auto silence = std::vector<float>(kSamples);
  const auto constant = std::vector<float>(kSamples, 0.5F);
  const auto loud = test::noise(kSamples, 1, std::numeric_limits<float>::max() / 2);
  const auto faint = test::noise(kSamples, 1, std::numeric_limits<float>::denorm_min() * 100);
  for (const auto& [name, spec] : test::all_specs()) {
    const auto extractor = make_features(spec, test::kRateHz, kSamples);
    for (const auto& sound : {silence, constant, loud, faint}) {
      const auto features = test::features_of(*extractor, sound);
      EXPECT_TRUE(std::all_of(features.begin(), features.end(), [](float x) { return std::isfinite(x); }))
          << name;
    }
  }
}

TEST(Features, forget_the_segment_before) {
  const auto sound = test::noise(kSamples, 5);
  for (const auto& [name, spec] : test::all_specs()) {
    const auto extractor = make_features(spec, test::kRateHz, kSamples);
    const auto expected = test::features_of(*extractor, sound);
    test::features_of(*extractor, test::noise(kSamples, 6, 1e6F));
    EXPECT_EQ(test::features_of(*extractor, sound), expected) << name;
  }
}

TEST(Features, have_the_shape_that_they_say) {
  const std::vector<std::vector<std::int64_t>> shapes = {{64, 26},   {25, 24}, {23, 13},
                                                         {80, 3000}, {20, 26}, {kSamples}};
  const auto specs = test::all_specs();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    EXPECT_EQ(make_features(specs[i].second, test::kRateHz, kSamples)->shape(), shapes[i]) << specs[i].first;
  }
}

// Frames are computed in pairs, but each must be its own only concern. With snip_edges and no overlap they
// share no sample.
TEST(KaldiFbank, computes_each_frame_from_its_own_samples_alone) {
  KaldiFbankSpec spec{.frame = test::usual_frames()};
  spec.frame.hop_samples = spec.frame.win_samples;
  spec.frame.use_energy = true;
  constexpr std::size_t kFrames = 5, kWin = 400, kBands = 24;
  const auto extractor = make_features(spec, test::kRateHz, kFrames * kWin);
  const auto sound = test::noise(kFrames * kWin, 2);
  const auto expected = test::features_of(*extractor, sound);
  for (std::size_t t = 0; t < kFrames; ++t) {
    auto changed = test::noise(kFrames * kWin, 3, 1e6F);
    const auto begin = static_cast<std::ptrdiff_t>(t * kWin);
    std::copy_n(sound.begin() + begin, kWin, changed.begin() + begin);
    const auto got = test::features_of(*extractor, changed);
    for (std::size_t b = 0; b < kBands; ++b) EXPECT_EQ(got[t * kBands + b], expected[t * kBands + b]);
  }
}

TEST(FrameGrid, goes_back_and_forth_over_a_segment_shorter_than_its_padding) {
  FrameGrid grid{.segment_samples = 3, .extended_samples = 3, .before = 5, .after = 4};
  const std::vector<float> segment{1, 2, 3};
  std::vector<float> buffer(12);
  grid.padding = Padding::reflect;
  grid.pad(segment, buffer);
  EXPECT_EQ(buffer, (std::vector<float>{2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3}));
  grid.padding = Padding::mirror;
  grid.pad(segment, buffer);
  EXPECT_EQ(buffer, (std::vector<float>{2, 3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1}));
}

TEST(Normalization, brings_each_band_to_mean_zero_and_deviation_one) {
  for (const char* layout : {"bands_frames", "frames_bands"}) {
    LogMelSpec spec = test::usual_spec();
    spec.output = {.layout = layout, .normalization = {.type = "per_bin", .epsilon = 1e-9}};
    const auto features =
        test::features_of(*make_features(spec, test::kRateHz, 16000), test::noise(16000, 1));
    const bool frames_first = spec.output.layout == "frames_bands";
    for (std::size_t b = 0; b < 64; ++b) {
      double sum = 0, squares = 0;
      for (std::size_t t = 0; t < 101; ++t) {
        const double x = features[frames_first ? t * 64 + b : b * 101 + t];
        sum += x, squares += x * x;
      }
      EXPECT_NEAR(sum / 101, 0, 1e-5);
      EXPECT_NEAR(squares / 101, 1, 1e-5);
    }
  }
}

}  // namespace
}  // namespace nightjar
