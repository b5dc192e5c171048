// What a segment hears beyond the recording's end.
#include <gtest/gtest.h>

#include "stages/read/segment_reader.h"
#include "tests/stages/read/fake_source.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

constexpr std::int64_t kRate = 1000;

ReadSpec padded_spec(SegmentPadding padding) {
  return {.sample_rate_hz = kRate,
          .grid = {100, 60},
          .batch_segments = 4,
          .padding = padding,
          .shortest_samples = 41};
}

std::vector<SoundBatch> read_all(std::vector<float> sound, const ReadSpec& spec) {
  SegmentReader reader(std::make_unique<test::FakeSource>(std::move(sound), kRate), spec);
  std::vector<SoundBatch> batches;
  while (auto batch = reader.next()) batches.push_back(std::move(*batch));
  return batches;
}

std::vector<float> padded(SegmentPadding padding, std::vector<float> sound, std::size_t size) {
  std::vector<float> beyond(size - sound.size(), -1);
  pad_end(padding, sound, beyond);
  sound.insert(sound.end(), beyond.begin(), beyond.end());
  return sound;
}

TEST(Padding, is_silence_or_the_sound_backwards_about_its_edges) {
  EXPECT_EQ(padded(SegmentPadding::zeros, {1, 2, 3}, 8), (std::vector<float>{1, 2, 3, 0, 0, 0, 0, 0}));
  EXPECT_EQ(padded(SegmentPadding::reflect, {1, 2, 3, 4}, 6), (std::vector<float>{1, 2, 3, 4, 3, 2}));
  EXPECT_EQ(padded(SegmentPadding::reflect, {1, 2, 3}, 9), (std::vector<float>{1, 2, 3, 2, 1, 2, 3, 2, 1}));
  EXPECT_EQ(padded(SegmentPadding::reflect, {1, 2}, 6), (std::vector<float>{1, 2, 1, 2, 1, 2}));
  EXPECT_EQ(padded(SegmentPadding::reflect, {5}, 4), (std::vector<float>{5, 5, 5, 5}));
  EXPECT_EQ(padded(SegmentPadding::reflect, {}, 3), (std::vector<float>{0, 0, 0}));
}

TEST(Padding, is_of_the_last_segment_alone) {
  const auto sound = test::make_noise(530, 3);
  const auto batches = read_all(sound, padded_spec(SegmentPadding::reflect));
  ASSERT_EQ(batches.size(), 3u);  // 4 + 4 + 1 segments: the last hears 480 to 580
  for (const SoundBatch& batch : batches) {
    const auto begin = static_cast<std::size_t>(batch.first_segment * 60);
    for (std::size_t i = 0; i < batch.samples.size(); ++i) {
      const std::size_t at = begin + i;
      ASSERT_EQ(batch.samples[i], sound[at < 530 ? at : 2 * 529 - at]) << at;
    }
  }
}

TEST(Padding, of_a_part_is_that_of_the_whole) {
  const auto sound = test::make_noise(5'330, 3);
  ReadSpec spec = padded_spec(SegmentPadding::reflect);
  const auto whole = read_all(sound, spec).back();
  spec.selection.from_s = 5.3;
  const auto part = read_all(sound, spec);
  ASSERT_EQ(part.size(), 1u);
  EXPECT_EQ(part[0].first_segment, whole.first_segment);
  EXPECT_EQ(part[0].samples, whole.samples);
}

TEST(Padding, of_none_leaves_the_last_segment_short_and_alone) {
  for (const std::int64_t samples : {530, 341, 399, 461, 100, 101, 160, 161, 5'000, 5'020, 5'040, 12'345}) {
    SCOPED_TRACE(samples);
    const auto sound = test::make_noise(static_cast<std::size_t>(samples), 3);
    const auto batches = read_all(sound, padded_spec(SegmentPadding::none));
    std::int64_t segments = 0;
    for (const SoundBatch& batch : batches) {
      EXPECT_EQ(batch.first_segment, segments);
      segments += batch.segments;
      const std::int64_t begin = batch.first_segment * 60, end = begin + std::ssize(batch.samples);
      EXPECT_LE(end, samples);
      EXPECT_TRUE(std::equal(batch.samples.begin(), batch.samples.end(), sound.begin() + begin));
      const bool whole = std::ssize(batch.samples) == (batch.segments - 1) * 60 + 100;
      EXPECT_TRUE(whole || (batch.last && batch.segments == 1 && end == samples));
      EXPECT_EQ(batch.ends_channel, batch.last);
    }
    EXPECT_EQ(segments, (SegmentGrid{100, 60}.count(samples)));
    EXPECT_EQ(batches.back().first_segment * 60 + (batches.back().segments - 1) * 60 + 100 > samples,
              (samples - 100) % 60 != 0);
  }
}

TEST(Padding, of_none_still_gives_what_the_model_needs_at_least) {
  const auto batches = read_all({1, 2, 3}, padded_spec(SegmentPadding::none));
  ASSERT_EQ(batches.size(), 1u);
  ASSERT_EQ(batches[0].samples.size(), 41u);
  EXPECT_EQ(batches[0].samples[2], 3);
  EXPECT_EQ(batches[0].samples[3], 0);
  EXPECT_EQ(read_all({}, padded_spec(SegmentPadding::none))[0].samples.size(), 41u);
}

TEST(Padding, of_a_part_is_the_sound_that_goes_on) {
  const auto sound = test::make_noise(2'000, 3);
  ReadSpec spec = padded_spec(SegmentPadding::none);
  spec.selection = {.from_s = 0.3, .to_s = 0.95};
  for (const SoundBatch& batch : read_all(sound, spec)) {
    EXPECT_EQ(std::ssize(batch.samples), (batch.segments - 1) * 60 + 100);
    EXPECT_TRUE(
        std::equal(batch.samples.begin(), batch.samples.end(), sound.begin() + batch.first_segment * 60));
  }
}

}  // namespace
}  // namespace nightjar
