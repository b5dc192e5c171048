// Real networks: what they emit segment by segment against what they emit hearing all at once.
#include "engine/verify/segmentation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>
#include <string>
#include <variant>

#include "models/loader/torch_backend.h"
#include "tests/engine/support/stub_model.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

constexpr std::int64_t kRate = 16000;
constexpr double kWhole = 1000;

// tests/golden/models/make_models.py: convolutions over 24 mel bands, a row every second frame.
Manifest strided(SegmentPadding padding, const std::string& weights = "strided") {
  Manifest m = stub_manifest();
  m.name = weights;
  m.folder = NIGHTJAR_SOURCE_DIR "/tests/golden/models";
  m.weights = weights + ".pt";
  m.segment_samples = 4 * kRate;
  m.hop_samples = 60'800;
  m.batch_segments = 1;
  m.stride_samples = 320;
  m.context_samples = 8 * 160 + 200;  // eight frames, and half of one's window
  m.padding = padding;
  auto& features = std::get<LogMelSpec>(m.features);
  features.center = true;
  features.pad_mode = "reflect";
  m.input_shape = {24, 401};
  m.labels = {"a", "b", "c"};
  return m;
}

// Convolutions over the samples themselves, without any padding: a row for each 320, from 400.
Manifest wave(SegmentPadding padding) {
  Manifest m = strided(padding, "wave");
  m.hop_samples = m.segment_samples - 640;
  m.context_samples = 80;
  m.features = WaveformSpec{};
  m.input_shape = {m.segment_samples};
  return m;
}

class Segmentation : public testing::Test {
 protected:
  Segmentation() { backend().prepare_thread(); }

  static const Backend& backend() { return load_torch_backend(); }

  // Chirps, bursts and pauses; no two seconds are alike.
  std::string write(double seconds, int rate_hz = kRate) const {
    std::vector<float> sound(static_cast<std::size_t>(std::llround(seconds * rate_hz)));
    const auto noise = test::make_noise(sound.size(), 7, 0.3F);
    for (std::size_t i = 0; i < sound.size(); ++i) {
      const double t = static_cast<double>(i) / rate_hz;
      const double envelope = std::sin(9.7 * t) > 0.3 ? 0.5 : 0.01;
      sound[i] = static_cast<float>(envelope * std::sin(2 * M_PI * (200 + 90 * t) * t)) +
                 (std::sin(3.1 * t) > 0.9 ? noise[i] : 0.0F);
    }
    test::write_sound(folder_ / "a.wav", sound, rate_hz, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    return folder_ / "a.wav";
  }

  const test::TempFolder folder_;
};

TEST_F(Segmentation, changes_no_row_of_a_model_with_a_bounded_context) {
  const std::string path = write(67.123);
  for (const auto padding : {SegmentPadding::none, SegmentPadding::zeros, SegmentPadding::reflect}) {
    for (const Manifest& manifest : {strided(padding), wave(padding)}) {
      SegmentationCheck check(manifest, backend());
      for (const std::int64_t seconds : {4, 7, 10, 30}) {
        SCOPED_TRACE(manifest.name + ", padding " + std::to_string(static_cast<int>(padding)) + ", " +
                     std::to_string(seconds) + " s");
        const auto change = check.compare(path, seconds * kRate, kWhole);
        ASSERT_TRUE(change) << change.error().message;
        EXPECT_NEAR(static_cast<double>(change->rows), 67.123 * 50, 2);
        EXPECT_LE(change->largest, kSegmentationTolerance) << "in row " << change->row_of_largest;
        EXPECT_EQ(change->rows_beyond, 0);
        EXPECT_EQ(change->rows_decided, 0);
      }
    }
  }
}

TEST_F(Segmentation, of_lengths_around_whole_segments_changes_nothing_either) {
  SegmentationCheck check(strided(SegmentPadding::none), backend());
  for (const std::int64_t samples : {64'000, 64'001, 64'160, 67'199, 124'800, 124'801}) {
    const auto change = check.compare(write(static_cast<double>(samples) / kRate), 4 * kRate, kWhole);
    ASSERT_TRUE(change) << change.error().message;
    EXPECT_LE(change->largest, kSegmentationTolerance) << samples;
    EXPECT_EQ(change->rows, samples / 320 + 1 - (samples % 320 == 0 ? 1 : 0)) << samples;
  }
}

TEST_F(Segmentation, of_another_sample_rate_changes_nothing_either) {
  SegmentationCheck check(wave(SegmentPadding::none), backend());
  const auto change = check.compare(write(21.3, 44'100), 7 * kRate, kWhole);
  ASSERT_TRUE(change) << change.error().message;
  EXPECT_LE(change->largest, kSegmentationTolerance);
}

TEST_F(Segmentation, shows_a_context_that_is_too_small) {
  Manifest m = strided(SegmentPadding::zeros);
  m.context_samples = 0;
  m.hop_samples = m.segment_samples - 640;
  const auto change = SegmentationCheck(m, backend()).compare(write(20), 4 * kRate, kWhole);
  ASSERT_TRUE(change) << change.error().message;
  EXPECT_GT(change->largest, 100 * kSegmentationTolerance);
  EXPECT_GT(change->rows_beyond, 10);
  EXPECT_LT(change->rows_beyond, 100);
}

TEST_F(Segmentation, is_measured_where_the_context_is_unbounded) {
  Manifest m = strided(SegmentPadding::zeros, "wide");
  m.context_samples = kUnboundedContext;
  const auto change = SegmentationCheck(m, backend()).compare(write(20), 4 * kRate, kWhole);
  ASSERT_TRUE(change) << change.error().message;
  EXPECT_GT(change->largest, 0.01);
  EXPECT_GT(change->mean, 0.0);
  EXPECT_GT(change->rows_beyond, change->rows / 2);
}

TEST_F(Segmentation, cannot_be_checked_of_a_model_that_takes_one_length_or_gives_one_row) {
  Manifest one_row = strided(SegmentPadding::zeros);
  one_row.stride_samples = 0;
  EXPECT_THROW(SegmentationCheck(one_row, backend()), SetupError);
  SegmentationCheck too_short(strided(SegmentPadding::zeros), backend());
  EXPECT_THROW(static_cast<void>(too_short.compare(write(5), 3500, kWhole)), SetupError);
}

}  // namespace
}  // namespace nightjar
