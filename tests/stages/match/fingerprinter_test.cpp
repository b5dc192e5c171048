#include "stages/match/fingerprinter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tests/stages/match/tune.h"

namespace nightjar {
namespace {

std::vector<Landmark> landmarks_of(std::span<const float> sound, std::size_t piece) {
  Fingerprinter fingerprinter;
  std::vector<Landmark> landmarks;
  for (; sound.size() > piece; sound = sound.subspan(piece)) {
    const std::int64_t settled = fingerprinter.settled_frame();
    const std::size_t before = landmarks.size();
    fingerprinter.push(sound.first(piece), landmarks);
    EXPECT_TRUE(std::all_of(landmarks.begin() + static_cast<std::ptrdiff_t>(before), landmarks.end(),
                            [&](const Landmark& l) { return l.frame >= settled; }));
  }
  fingerprinter.push(sound, landmarks);
  fingerprinter.finish(landmarks);
  return landmarks;
}

TEST(Fingerprinter, gives_the_same_however_the_sound_is_cut) {
  const std::vector<float> tune = test::make_tune(1, 4);
  const std::vector<Landmark> whole = landmarks_of(tune, tune.size());
  ASSERT_GT(whole.size(), 500U);
  EXPECT_TRUE(std::is_sorted(whole.begin(), whole.end(), [](auto& a, auto& b) { return a.frame < b.frame; }));
  for (const std::size_t piece : {1, 255, 256, 1023, 1024, 1025, 8000}) {
    EXPECT_EQ(landmarks_of(tune, piece), whole) << "pieces of " << piece;
  }
}

// Each end of sound falls somewhere in a pair of frames.
TEST(Fingerprinter, hears_the_last_whole_frame) {
  std::vector<float> tune = test::make_tune(2, 3);
  for (const std::size_t samples : {1023, 1024, 1279, 1280, 1281, 1535, 1536, 1537}) {
    const std::span<const float> beginning(tune.data(), samples);
    for (const std::size_t piece : {1, 700, 4000})
      EXPECT_EQ(landmarks_of(beginning, piece), landmarks_of(beginning, samples));
  }
  EXPECT_THAT(landmarks_of(std::span(tune).first(1023), 4000), testing::IsEmpty());
  for (const std::size_t frames : {80, 81}) {
    for (const std::size_t rest : {0, 255}) {
      Fingerprinter fingerprinter;
      std::vector<Landmark> landmarks;
      fingerprinter.push(std::span(tune).first((frames - 1) * 256 + 1024 + rest), landmarks);
      fingerprinter.finish(landmarks);
      EXPECT_EQ(fingerprinter.settled_frame(), static_cast<std::int64_t>(frames) - kPeakFrames - kPairFrames);
    }
  }
}

// Where all frames are equal, bit by bit, only the first is above those before it.
TEST(Fingerprinter, finds_nothing_in_a_tone_that_goes_on) {
  std::vector<float> tone(24'000);
  for (std::size_t n = 0; n < tone.size(); ++n) tone[n] = n % 32 < 16 ? 0.5F : -0.5F;
  EXPECT_THAT(landmarks_of(tone, tone.size()), testing::IsEmpty());
}

TEST(PeakPairs, waits_for_the_last_peak_that_may_be_a_partner) {
  const Peak first{10, 100, 1};
  for (const std::int64_t frame : {11, 10 + kPairFrames}) {
    PeakPairs pairs;
    std::vector<Landmark> landmarks;
    for (std::int64_t t = 0; t < 100; ++t) {
      const Peak second{frame, 100 + kPairBins, 1};
      if (t == first.frame) pairs.push({&first, 1}, t + 1, landmarks);
      if (t == second.frame) pairs.push({&second, 1}, t + 1, landmarks);
      pairs.push({}, t + 1, landmarks);
    }
    EXPECT_THAT(landmarks,
                testing::ElementsAre(Landmark{10, landmark_hash(first, {frame, 100 + kPairBins, 1})}));
  }
}

TEST(PeakPairs, takes_the_strongest_that_are_near_enough) {
  std::vector<Peak> peaks = {{0, 100, 1}};
  for (int i = 0; i < 12; ++i) peaks.push_back({1, 60 + 7 * i, 10.0 * i});
  peaks.push_back({2, 100 + kPairBins + 1, 1e9});
  peaks.push_back({1 + kPairFrames, 100, 1e9});
  PeakPairs pairs;
  std::vector<Landmark> landmarks;
  pairs.push(peaks, 2 + kPairFrames, landmarks);
  ASSERT_GE(landmarks.size(), kPairs);
  for (std::size_t i = 0; i < kPairs; ++i)
    EXPECT_EQ(landmarks[i].hash, landmark_hash(peaks[0], peaks[12 - i]));
  EXPECT_NE(landmarks[kPairs].frame, 0);
}

TEST(Fingerprinter, does_not_depend_on_how_loud_the_sound_is) {
  std::vector<float> tune = test::in_noise(test::make_tune(3, 3), 3);
  const std::vector<Landmark> loud = landmarks_of(tune, tune.size());
  for (float& x : tune) x *= 1.0F / 64;
  EXPECT_TRUE(landmarks_of(tune, tune.size()) == loud);
}

TEST(Fingerprinter, finds_nothing_in_silence_and_in_its_rounding) {
  std::vector<float> silence(40'000);
  EXPECT_THAT(landmarks_of(silence, silence.size()), testing::IsEmpty());
  for (std::size_t i = 0; i < silence.size(); ++i) silence[i] = i * i % 7 < 3 ? 0.0F : 1.0F / 65536;
  EXPECT_THAT(landmarks_of(silence, silence.size()), testing::IsEmpty());
}

// Two beeps, each alone: the landmarks say which tones they are and how far apart.
TEST(Fingerprinter, names_frequencies_and_the_time_between) {
  constexpr int kBins[] = {100, 130};
  std::vector<float> beeps(24'000);
  for (std::size_t beep = 0; beep < 2; ++beep) {
    for (std::size_t n = 0; n < 1024; ++n) {
      const double x = static_cast<double>(n);
      const double window = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * x / 1024);
      beeps[beep * 20 * 256 + 5120 + n] =
          static_cast<float>(0.5 * window * std::sin(2 * std::numbers::pi * kBins[beep] * x / 1024));
    }
  }
  const Landmark expected{20, landmark_hash({20, kBins[0], 0}, {40, kBins[1], 0})};
  EXPECT_THAT(landmarks_of(beeps, beeps.size()), testing::Contains(expected));
  EXPECT_EQ(second_frame(expected), 40);
}

}  // namespace
}  // namespace nightjar
