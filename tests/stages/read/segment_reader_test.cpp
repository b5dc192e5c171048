#include "stages/read/segment_reader.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "stages/read/block_reader.h"
#include "tests/stages/read/fake_source.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

using test::FakeSource;
using test::kNan;

std::vector<SoundBatch> read_all(std::unique_ptr<AudioSource> source, const ReadSpec& spec,
                                 std::int64_t* frames = nullptr) {
  SegmentReader reader(std::move(source), spec);
  std::vector<SoundBatch> batches;
  while (auto batch = reader.next()) batches.push_back(std::move(*batch));
  if (frames) *frames = reader.frames();
  return batches;
}

std::unique_ptr<FakeSource> fake(std::int64_t frames, std::int64_t rate) {
  return std::make_unique<FakeSource>(test::make_noise(static_cast<std::size_t>(frames), 9), rate);
}

std::int64_t covered(const std::vector<Gap>& gaps, Span span) {
  std::int64_t frames = 0;
  for (const Gap& gap : gaps) frames += intersect(span, {gap.start_frame, gap.end_frame}).size();
  return frames;
}

TEST(SegmentReader, gives_each_segment_the_sound_of_its_window) {
  const auto sound = test::make_noise(16000 * 30 + 77, 4);
  const ReadSpec spec{16000, {16000, 6000}, 4};
  for (const SoundBatch& batch : read_all(make_memory_source(sound, 16000, 1), spec)) {
    ASSERT_EQ(static_cast<std::int64_t>(batch.samples.size()), (batch.segments - 1) * 6000 + 16000);
    const auto begin = static_cast<std::size_t>(batch.first_segment * 6000);
    for (std::size_t i = 0; i < batch.samples.size(); ++i) {
      ASSERT_EQ(batch.samples[i], begin + i < sound.size() ? sound[begin + i] : 0.0F);
    }
  }
}

TEST(SegmentReader, cuts_the_tail_to_powers_of_two) {
  const ReadSpec spec{1000, {100, 100}, 8};
  for (const std::int64_t segments : {1, 7, 8, 9, 13, 16, 23}) {
    std::vector<std::int64_t> sizes;
    for (const SoundBatch& batch : read_all(fake(segments * 100, 1000), spec)) {
      sizes.push_back(batch.segments);
      EXPECT_EQ(batch.last, batch.first_segment + batch.segments == segments);
    }
    std::vector<std::int64_t> expected(static_cast<std::size_t>(segments / 8), 8);
    for (const std::int64_t size : {4, 2, 1}) {
      if (segments % 8 & size) expected.push_back(size);
    }
    EXPECT_EQ(sizes, expected) << segments;
  }
}

TEST(SegmentReader, ends_where_a_batch_and_a_block_end) {
  for (const std::int64_t blocks : {1, 2}) {
    const auto batches = read_all(fake(blocks * 5000, 1000), {1000, {1250, 1250}, 4});
    ASSERT_EQ(static_cast<std::int64_t>(batches.size()), blocks);
    EXPECT_EQ(batches.back().segments, 4);
    EXPECT_TRUE(batches.back().last);
    EXPECT_EQ(batches.back().owned_frames.end, blocks * 5000);
  }
}

TEST(SegmentReader, pads_a_recording_shorter_than_a_segment) {
  const auto batches = read_all(make_memory_source({0.5F, 0.5F, 0.5F}, 16000, 1), {16000, {16000, 16000}, 4});
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(batches[0].segments, 1);
  EXPECT_TRUE(batches[0].last);
  EXPECT_EQ(batches[0].owned_frames, (Span{0, 3}));
  EXPECT_EQ(batches[0].samples[2], 0.5F);
  EXPECT_EQ(batches[0].samples[3], 0.0F);
  EXPECT_EQ(batches[0].heard[0], 1);
}

TEST(SegmentReader, gives_one_unheard_segment_where_nothing_can_be_read) {
  auto source = std::make_unique<FakeSource>(std::vector<float>{}, 16000);
  source->declare(1000);
  std::int64_t frames = 0;
  const auto batches = read_all(std::move(source), {16000, {16000, 8000}, 4}, &frames);
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(frames, 1000);
  EXPECT_EQ(batches[0].segments, 1);
  EXPECT_EQ(batches[0].heard, std::vector<std::uint8_t>{0});
  EXPECT_EQ(batches[0].owned_frames, (Span{0, 1000}));
  ASSERT_EQ(batches[0].gaps.size(), 1U);
  EXPECT_EQ(batches[0].gaps[0].code, ErrorCode::truncated);

  const auto nothing =
      read_all(make_memory_source(std::vector<float>(), 16000, 1), {16000, {16000, 8000}, 4}, &frames);
  ASSERT_EQ(nothing.size(), 1U);
  EXPECT_EQ(frames, 0);
  EXPECT_TRUE(nothing[0].last);
  EXPECT_EQ(nothing[0].heard[0], 0);
  EXPECT_TRUE(nothing[0].gaps.empty());
}

TEST(SegmentReader, reports_what_the_header_promised_as_one_gap) {
  for (const std::int64_t declared : {std::int64_t{50'001}, std::int64_t{1} << 50}) {
    auto source = fake(50'000, 16000);
    source->declare(declared);
    std::int64_t frames = 0;
    const auto batches = read_all(std::move(source), {16000, {16000, 8000}, 4}, &frames);
    EXPECT_EQ(frames, declared);
    ASSERT_EQ(batches.back().gaps.size(), 1U);
    EXPECT_EQ(batches.back().gaps[0].start_frame, 50'000);
    EXPECT_EQ(batches.back().gaps[0].end_frame, declared);
    EXPECT_EQ(batches.back().owned_frames.end, declared);
    EXPECT_LE(batches.size(), 3U);
  }
}

TEST(SegmentReader, counts_frames_beyond_the_declared_ones) {
  auto source = fake(50'000, 16000);
  source->declare(100);
  std::int64_t frames = 0;
  const auto batches = read_all(std::move(source), {16000, {16000, 8000}, 4}, &frames);
  EXPECT_EQ(frames, 50'000);
  EXPECT_EQ(batches.back().owned_frames.end, 50'000);
  EXPECT_TRUE(batches.back().gaps.empty());
}

TEST(SegmentReader, does_not_hear_a_segment_whose_owned_span_is_missing) {
  std::vector<float> sound(16000 * 10, 0.5F);
  // Segments of 1 s every 0.5 s: segment i owns [i / 2 + 1/4, i / 2 + 3/4) s. All of segment 4's, all but a
  // frame of 5's.
  for (std::size_t i = 36000; i < 51999; ++i) sound[i] = kNan;
  const auto batches = read_all(make_memory_source(sound, 16000, 1), {16000, {16000, 8000}, 4});
  std::vector<int> heard;
  for (const auto& batch : batches) heard.insert(heard.end(), batch.heard.begin(), batch.heard.end());
  ASSERT_EQ(heard.size(), 19U);
  for (std::size_t i = 0; i < heard.size(); ++i) EXPECT_EQ(heard[i], i == 4 ? 0 : 1) << i;
}

// Random recordings, rates, grids, damage: what must hold always.
TEST(SegmentReader, batches_partition_every_recording) {
  std::mt19937 random(20240901);
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  constexpr std::int64_t kFileRatesHz[] = {1, 100, 7919, 8000, 11025, 16000, 22050, 44100, 48000};
  for (int n = 0; n < 300; ++n) {
    SCOPED_TRACE(n);
    const std::int64_t rate = kFileRatesHz[between(0, 8)];
    const std::int64_t frames = between(0, 2) == 0 ? between(1, 3 * rate) : between(1, 14 * rate);
    std::vector<float> sound = test::make_noise(static_cast<std::size_t>(frames), static_cast<unsigned>(n));
    for (std::int64_t spans = between(0, 3); spans > 0; --spans) {
      const std::int64_t begin = between(0, frames - 1);
      std::fill(sound.begin() + begin, sound.begin() + between(begin, frames), kNan);
    }
    auto source = std::make_unique<FakeSource>(sound, rate);
    if (between(0, 3) == 0) source->declare(between(0, 2 * frames));
    if (between(0, 3) == 0) source->declare(std::nullopt);
    // Where damage reaches the end, nobody can tell how much of what the header declares was there.
    if (source->available_frames() == frames && between(0, 1) == 0) {
      const std::int64_t begin = between(0, frames - 1);
      source->damage({begin, between(begin, frames)});
    }
    const std::int64_t declared = source->info().declared_frames.value_or(0);
    ReadSpec spec{between(0, 1) ? 16000 : 8000, {}, std::int64_t{1} << between(0, 4)};
    spec.grid.segment_samples = between(100, 2 * spec.sample_rate_hz);
    spec.grid.hop_samples =
        between(std::max<std::int64_t>(50, spec.grid.segment_samples / 4), spec.grid.segment_samples);
    const RateRatio ratio(rate, spec.sample_rate_hz);

    std::int64_t total = 0;
    const auto batches = read_all(std::move(source), spec, &total);
    EXPECT_EQ(total, std::max(declared, frames));
    std::int64_t owned = 0;
    std::int64_t segment = 0;
    std::int64_t last_size = spec.batch_segments;
    for (const SoundBatch& batch : batches) {
      EXPECT_EQ(batch.first_segment, segment);
      EXPECT_EQ(batch.owned_frames.begin, owned);
      EXPECT_GE(batch.owned_frames.end, owned);
      EXPECT_TRUE(std::has_single_bit(static_cast<std::uint64_t>(batch.segments)));
      EXPECT_TRUE(batch.segments < last_size || batch.segments == spec.batch_segments);
      EXPECT_EQ(static_cast<std::int64_t>(batch.heard.size()), batch.segments);
      EXPECT_EQ(&batch == &batches.back(), batch.last);
      std::int64_t end = batch.owned_frames.begin;
      for (const Gap& gap : batch.gaps) {
        EXPECT_GE(gap.start_frame, end);
        EXPECT_GT(gap.end_frame, gap.start_frame);
        EXPECT_FALSE(gap.message.empty());
        end = gap.end_frame;
      }
      EXPECT_LE(end, batch.owned_frames.end);
      for (const float x : batch.samples) ASSERT_TRUE(std::isfinite(x));
      owned = batch.owned_frames.end;
      segment += batch.segments;
      last_size = batch.segments;
    }
    EXPECT_EQ(owned, total);
    EXPECT_EQ(segment, spec.grid.count(ratio.to_dst_ceil(frames)));

    // heard is what the gaps say, whichever batch they stand in.
    std::vector<Gap> gaps;
    std::vector<std::uint8_t> heard;
    for (const SoundBatch& batch : batches) {
      gaps.insert(gaps.end(), batch.gaps.begin(), batch.gaps.end());
      heard.insert(heard.end(), batch.heard.begin(), batch.heard.end());
    }
    for (std::int64_t i = 0; i < segment; ++i) {
      const std::int64_t begin = ratio.to_src_floor(spec.grid.owned_begin(i));
      const std::int64_t end = i + 1 == segment ? frames : ratio.to_src_ceil(spec.grid.owned_begin(i + 1));
      EXPECT_EQ(heard[static_cast<std::size_t>(i)] == 0, covered(gaps, {begin, end}) == end - begin) << i;
    }
  }
}

}  // namespace
}  // namespace nightjar
