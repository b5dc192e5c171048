// A part of a recording, and its channels each by itself: the same segments as in the whole, read once.
#include <gtest/gtest.h>

#include <map>

#include "stages/read/channel_limit.h"
#include "stages/read/segment_reader.h"
#include "tests/stages/read/fake_source.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

using test::FakeSource;
using test::kNan;

ReadSpec selection_spec(Selection selection) {
  return {.sample_rate_hz = 16000, .grid = {16000, 6000}, .batch_segments = 4, .selection = selection};
}

struct ReadResult {
  std::vector<SoundBatch> batches;
  std::int64_t frames = 0;
};

ReadResult read_selection(std::unique_ptr<AudioSource> source, const ReadSpec& spec) {
  SegmentReader reader(std::move(source), spec);
  ReadResult read;
  while (auto batch = reader.next()) read.batches.push_back(std::move(*batch));
  read.frames = reader.frames();
  return read;
}

// What each segment heard, by its number.
std::map<std::int64_t, std::vector<float>> windows(const std::vector<SoundBatch>& batches,
                                                   const SegmentGrid& grid, std::int64_t channel = 0) {
  std::map<std::int64_t, std::vector<float>> all;
  for (const SoundBatch& batch : batches) {
    for (std::int64_t i = 0; batch.channel == channel && i < batch.segments; ++i) {
      const auto begin = batch.samples.begin() + i * grid.hop_samples;
      all[batch.first_segment + i] = {begin, begin + grid.segment_samples};
    }
  }
  return all;
}

std::unique_ptr<FakeSource> noise(std::int64_t frames, std::int64_t rate_hz, std::int64_t channels = 1) {
  return std::make_unique<FakeSource>(test::make_noise(static_cast<std::size_t>(frames * channels), 3),
                                      rate_hz, channels);
}

TEST(Part, has_the_very_segments_of_the_whole_that_own_something_of_it) {
  for (const std::int64_t rate_hz : {16000, 44100, 8000}) {
    const auto whole = read_selection(noise(24 * rate_hz + 77, rate_hz), selection_spec({}));
    const auto expected = windows(whole.batches, selection_spec({}).grid);
    for (const auto& [from_s, to_s] : {std::pair{0.0, 1.0},
                                       {0.1, 0.2},
                                       {7.3, 13.9},
                                       {10.0, 15.0},
                                       {23.9, 24.0},
                                       {22.0, 1000.0},
                                       {3.0, 24.0048}}) {
      SCOPED_TRACE(std::to_string(rate_hz) + ": " + std::to_string(from_s) + " to " + std::to_string(to_s));
      const Selection part{.from_s = from_s, .to_s = to_s};
      const auto read = read_selection(noise(24 * rate_hz + 77, rate_hz), selection_spec(part));
      const Span range = intersect(selected_frames(part, rate_hz), {0, 24 * rate_hz + 77});
      EXPECT_EQ(read.frames, 24 * rate_hz + 77);
      EXPECT_EQ(read.batches.front().owned_frames.begin, range.begin);
      EXPECT_EQ(read.batches.back().owned_frames.end, range.end);
      // Segments of the whole by what they own: the first and the last of the part own something of it.
      const RateRatio ratio(rate_hz, 16000);
      const auto got = windows(read.batches, selection_spec({}).grid);
      for (const auto& [i, samples] : expected) {
        const bool last = i == expected.rbegin()->first;
        const Span owned{
            ratio.to_src_floor(selection_spec({}).grid.owned_begin(i)),
            last ? whole.frames : ratio.to_src_floor(selection_spec({}).grid.owned_begin(i + 1))};
        ASSERT_EQ(got.contains(i), !intersect(owned, range).empty()) << i;
        if (got.contains(i)) {
          ASSERT_EQ(got.at(i), samples) << i;
        }
      }
      for (const SoundBatch& batch : read.batches) EXPECT_TRUE(batch.gaps.empty());
    }
  }
}

TEST(Part, of_a_long_recording_is_found_without_decoding_the_rest) {
  auto source = noise(200 * 16000, 16000);
  FakeSource* seen = source.get();
  SegmentReader reader(std::move(source), selection_spec({.from_s = 100, .to_s = 110}));
  while (reader.next()) {
  }
  EXPECT_GE(seen->frames_read(), 10 * 16000);
  EXPECT_LE(seen->frames_read(), (10 + 3 * 5) * 16000) << "the part, in whole blocks and what they need";
}

TEST(Part, of_a_recording_without_a_declared_length_is_found_by_decoding_up_to_it) {
  for (const double from_s : {30.0, 90.0}) {
    auto source = noise(60 * 16000, 16000);
    source->declare(std::nullopt);
    const auto read =
        read_selection(std::move(source), selection_spec({.from_s = from_s, .to_s = from_s + 5}));
    if (from_s < 60) {
      EXPECT_EQ(read.batches.front().owned_frames.begin, 30 * 16000);
      EXPECT_EQ(read.frames, 35 * 16000) << "it counts up to the part's end";
    } else {
      EXPECT_EQ(read.frames, 60 * 16000);
    }
  }
}

TEST(Part, beyond_the_end_is_one_segment_that_is_not_heard) {
  const auto read = read_selection(noise(60 * 16000, 16000), selection_spec({.from_s = 60, .to_s = 70}));
  ASSERT_EQ(read.batches.size(), 1U);
  EXPECT_EQ(read.batches[0].heard, std::vector<std::uint8_t>{0});
  EXPECT_EQ(read.batches[0].owned_frames, (Span{60 * 16000, 60 * 16000}));
  EXPECT_TRUE(read.batches[0].gaps.empty());
  EXPECT_EQ(read.frames, 60 * 16000);
}

TEST(Part, knows_gaps_inside_it_alone) {
  const auto sound = [] {
    std::vector<float> samples = test::make_noise(60 * 16000, 3);
    std::fill(samples.begin() + 10 * 16000, samples.begin() + 20 * 16000, kNan);
    auto source = std::make_unique<FakeSource>(samples, 16000);
    source->declare(100 * 16000);
    return source;
  };
  const auto gaps_of = [&](double from_s, double to_s) {
    std::vector<Gap> gaps;
    for (const SoundBatch& batch :
         read_selection(sound(), selection_spec({.from_s = from_s, .to_s = to_s})).batches)
      for (const Gap& gap : batch.gaps) gaps.push_back(gap);
    return gaps;
  };
  EXPECT_TRUE(gaps_of(2, 10).empty());
  EXPECT_TRUE(gaps_of(20, 60).empty());
  const auto inside = gaps_of(12, 13);
  ASSERT_FALSE(inside.empty());
  EXPECT_EQ(inside.front().start_frame, 12 * 16000);
  EXPECT_EQ(inside.back().end_frame, 13 * 16000);
  // Cut short at 60 s: missing is what the part has beyond it.
  for (const auto& [from_s, to_s] : {std::pair{50, 80}, {70, 80}, {70, 200}}) {
    const auto cut = gaps_of(from_s, to_s);
    ASSERT_EQ(cut.size(), 1U) << from_s;
    EXPECT_EQ(cut[0].code, ErrorCode::truncated);
    EXPECT_EQ(cut[0].start_frame, std::max(60, from_s) * 16000);
    EXPECT_EQ(cut[0].end_frame, std::min(100, to_s) * 16000);
  }
}

TEST(Channels, each_is_what_it_would_be_alone_and_the_file_is_read_once) {
  const std::int64_t frames = 31 * 44100 + 5;
  const auto all = test::make_noise(static_cast<std::size_t>(frames * 3), 8);
  auto source = std::make_unique<FakeSource>(all, 44100, 3);
  FakeSource* seen = source.get();
  SegmentReader reader(std::move(source), selection_spec({.channels = ChannelChoice::each}));
  EXPECT_EQ(reader.channels(), 3);
  std::vector<SoundBatch> batches;
  while (auto batch = reader.next()) batches.push_back(std::move(*batch));
  EXPECT_EQ(seen->frames_read(), frames);
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<float> alone;
    for (std::size_t i = c; i < all.size(); i += 3) alone.push_back(all[i]);
    const auto expected = read_selection(std::make_unique<FakeSource>(alone, 44100), selection_spec({}));
    EXPECT_EQ(windows(batches, selection_spec({}).grid, static_cast<std::int64_t>(c)),
              windows(expected.batches, selection_spec({}).grid));
  }
  // Channel after channel of the same segments, and the last of them is the last.
  for (std::size_t i = 0; i < batches.size(); ++i) {
    EXPECT_EQ(batches[i].channel, static_cast<std::int64_t>(i % 3));
    EXPECT_EQ(batches[i].first_segment, batches[i / 3 * 3].first_segment);
    EXPECT_EQ(batches[i].last, i + 1 == batches.size());
  }
}

TEST(Channels, the_first_is_the_first_alone) {
  std::vector<float> both;
  for (const float x : test::make_noise(16000 * 8, 8)) both.insert(both.end(), {x, kNan});
  const auto read = read_selection(std::make_unique<FakeSource>(both, 16000, 2),
                                   selection_spec({.channels = ChannelChoice::first}));
  const auto expected =
      read_selection(std::make_unique<FakeSource>(test::make_noise(16000 * 8, 8), 16000), selection_spec({}));
  EXPECT_EQ(windows(read.batches, selection_spec({}).grid),
            windows(expected.batches, selection_spec({}).grid));
  for (const SoundBatch& batch : read.batches) EXPECT_TRUE(batch.gaps.empty());
}

TEST(Channels, one_that_is_broken_costs_the_others_nothing) {
  std::vector<float> both;
  for (const float x : test::make_noise(16000 * 8, 8)) both.insert(both.end(), {x, kNan});
  const auto read = read_selection(std::make_unique<FakeSource>(both, 16000, 2),
                                   selection_spec({.channels = ChannelChoice::each}));
  for (const SoundBatch& batch : read.batches) {
    EXPECT_EQ(batch.gaps.empty(), batch.channel == 0);
    for (const std::uint8_t heard : batch.heard) EXPECT_EQ(heard, batch.channel == 0 ? 1 : 0);
  }
}

TEST(Channels, are_bounded_only_where_each_is_read_by_itself) {
  RecordingInfo info;
  info.path = "a.wav";
  info.sample_rate_hz = 48'000;
  info.channels = 64;
  EXPECT_TRUE(check_channels(info, ChannelChoice::each));
  info.sample_rate_hz = 384'000;
  info.channels = 9;
  EXPECT_TRUE(check_channels(info, ChannelChoice::mix));
  const auto refused = check_channels(info, ChannelChoice::each);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::too_many_channels);
  EXPECT_NE(refused.error().message.find("at most 8"), std::string::npos);
}

}  // namespace
}  // namespace nightjar
