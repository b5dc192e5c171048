#include "stages/read/mono_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/stages/read/fake_source.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

using test::FakeSource;
using test::kNan;

constexpr std::int64_t kUnit = MonoReader::kUnitFrames;
constexpr float kMax = std::numeric_limits<float>::max();

Span span_of(const Gap& gap) {
  return {gap.start_frame, gap.end_frame};
}

TEST(MonoReader, takes_the_mean_of_the_channels) {
  for (const int channels : {2, 3, 7, 64}) {
    std::vector<float> sound;
    for (int i = 0; i < 50 * channels; ++i) sound.push_back(static_cast<float>(i % channels + i / channels));
    MonoReader reader(std::make_unique<FakeSource>(sound, 8000, channels), 100);
    const auto mono = reader.window(0, 100);
    ASSERT_EQ(mono.size(), 50U);
    for (std::size_t i = 0; i < 50; ++i) {
      EXPECT_FLOAT_EQ(mono[i], static_cast<float>(i) + static_cast<float>(channels - 1) / 2);
    }
  }
}

TEST(MonoReader, equal_channels_are_exactly_one_of_them) {
  const auto one = test::make_noise(1000, 1);
  for (const int channels : {2, 3, 5, 64}) {
    std::vector<float> all;
    for (const float x : one) all.insert(all.end(), static_cast<std::size_t>(channels), x);
    MonoReader reader(std::make_unique<FakeSource>(all, 8000, channels), 1000);
    const auto mono = reader.window(0, 1000);
    EXPECT_TRUE(std::equal(mono.begin(), mono.end(), one.begin(), one.end())) << channels;
  }
}

TEST(MonoReader, loudest_samples_do_not_overflow) {
  MonoReader reader(std::make_unique<FakeSource>(std::vector<float>{kMax, kMax, -kMax, -kMax}, 8000, 2), 10);
  EXPECT_EQ(reader.window(0, 2)[0], kMax);
  EXPECT_TRUE(reader.missing().empty());
}

TEST(MonoReader, non_finite_frames_are_silent_and_exactly_they_are_missing) {
  std::vector<float> sound(200, 0.5F);
  sound[2 * 10] = kNan;          // one channel is enough
  sound[2 * 20 + 1] = INFINITY;  // three frames in a row
  sound[2 * 21] = -INFINITY;
  sound[2 * 22] = kNan;
  MonoReader reader(std::make_unique<FakeSource>(sound, 8000, 2), 100);
  const auto mono = reader.window(0, 100);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(mono[i], i == 10 || (i >= 20 && i < 23) ? 0 : 0.5F) << i;
  ASSERT_EQ(reader.missing().size(), 2U);
  EXPECT_EQ(span_of(reader.missing()[0]), (Span{10, 11}));
  EXPECT_EQ(span_of(reader.missing()[1]), (Span{20, 23}));
  EXPECT_EQ(reader.missing()[0].code, ErrorCode::non_finite_samples);
}

TEST(MonoReader, spans_that_meet_between_two_units_are_one) {
  std::vector<float> sound(static_cast<std::size_t>(3 * kUnit), 0.5F);
  for (std::int64_t i = kUnit - 5; i < kUnit + 5; ++i) sound[static_cast<std::size_t>(i)] = kNan;
  MonoReader reader(std::make_unique<FakeSource>(sound, 8000), 3 * kUnit);
  reader.window(0, 3 * kUnit);
  ASSERT_EQ(reader.missing().size(), 1U);
  EXPECT_EQ(span_of(reader.missing()[0]), (Span{kUnit - 5, kUnit + 5}));
}

TEST(MonoReader, many_spans_in_a_unit_become_one_that_covers_them) {
  std::vector<float> sound(static_cast<std::size_t>(2 * kUnit), 0.5F);
  for (std::size_t i = 100; i < 10'000; i += 2) sound[i] = kNan;
  MonoReader reader(std::make_unique<FakeSource>(sound, 8000), 2 * kUnit);
  const auto mono = reader.window(0, 2 * kUnit);
  ASSERT_EQ(reader.missing().size(), 1U);
  EXPECT_EQ(span_of(reader.missing()[0]), (Span{100, 9'999}));
  EXPECT_EQ(mono[101], 0.5F);  // what was sound is heard all the same
}

TEST(MonoReader, a_unit_that_cannot_be_decoded_is_missing_and_the_next_one_is_not) {
  auto source =
      std::make_unique<FakeSource>(std::vector<float>(static_cast<std::size_t>(4 * kUnit), 0.5F), 8000);
  source->damage({kUnit + 100, kUnit + 101});
  MonoReader reader(std::move(source), 4 * kUnit);
  const auto mono = reader.window(0, 4 * kUnit);
  ASSERT_EQ(mono.size(), static_cast<std::size_t>(4 * kUnit));
  ASSERT_EQ(reader.missing().size(), 1U);
  EXPECT_EQ(span_of(reader.missing()[0]), (Span{kUnit, 2 * kUnit}));
  EXPECT_EQ(reader.missing()[0].code, ErrorCode::decode_error);
  EXPECT_EQ(mono[static_cast<std::size_t>(kUnit + 5)], 0);
  EXPECT_EQ(mono[static_cast<std::size_t>(2 * kUnit)], 0.5F);
}

TEST(MonoReader, overlapping_windows_read_nothing_twice) {
  const auto sound = test::make_noise(static_cast<std::size_t>(10 * kUnit), 1);
  auto source = std::make_unique<FakeSource>(sound, 8000);
  FakeSource* seen = source.get();
  MonoReader reader(std::move(source), 3 * kUnit);
  for (std::int64_t begin = 0; begin < 9 * kUnit; begin += 1000) {
    const auto mono = reader.window(begin, begin + 2 * kUnit + 77);
    ASSERT_TRUE(std::equal(mono.begin(), mono.end(), sound.begin() + begin));
  }
  EXPECT_EQ(seen->frames_read(), 10 * kUnit);
  EXPECT_EQ(reader.end(), 10 * kUnit);
}

}  // namespace
}  // namespace nightjar
