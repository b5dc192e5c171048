// Where only some segments are wanted, those are as they were, and the others are told of, without sound.
#include <gtest/gtest.h>

#include <algorithm>

#include "stages/read/segment_reader.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

constexpr std::int64_t kCdRateHz = 44100;

std::vector<float> some_noise() {
  auto sound = test::make_noise(23 * kCdRateHz, 7);
  sound[6 * kCdRateHz] = std::numeric_limits<float>::quiet_NaN();
  return sound;
}

// Without `wanted`, all.
std::vector<SoundBatch> batches_of(const ReadSpec& spec, const std::vector<Span>* wanted = nullptr) {
  SegmentReader reader(make_memory_source(some_noise(), kCdRateHz, 1), spec);
  std::vector<SoundBatch> batches;
  for (std::int64_t asked_to = reader.asks_to();; asked_to = reader.asks_to()) {
    const auto is_wanted = [&](Span frames) {
      EXPECT_LE(frames.end, asked_to);
      return std::ranges::any_of(*wanted, [&](Span span) { return !intersect(span, frames).empty(); });
    };
    auto batch = wanted != nullptr ? reader.next(is_wanted) : reader.next();
    if (!batch) return batches;
    batches.push_back(std::move(*batch));
  }
}

// Of each segment: whether it is heard, and what.
struct Segment {
  bool skipped;
  std::vector<float> samples;
};
std::vector<Segment> segments_of(const std::vector<SoundBatch>& batches, const SegmentGrid& grid) {
  std::vector<Segment> segments;
  for (const SoundBatch& batch : batches) {
    EXPECT_EQ(batch.first_segment, std::ssize(segments));
    for (std::int64_t i = 0; i < batch.segments; ++i) {
      segments.push_back({batch.skipped, {}});
      EXPECT_EQ(batch.samples.empty(), batch.skipped);
      if (batch.skipped) {
        EXPECT_EQ(batch.heard[static_cast<std::size_t>(i)], 0);
        continue;
      }
      const auto begin = batch.samples.begin() + i * grid.hop_samples;
      const auto size = std::min(grid.segment_samples, batch.samples.end() - begin);
      segments.back().samples.assign(begin, begin + size);
    }
  }
  return segments;
}

TEST(Wanted, segments_are_as_they_were_and_the_others_are_skipped) {
  for (const SegmentPadding padding :
       {SegmentPadding::zeros, SegmentPadding::reflect, SegmentPadding::none}) {
    const ReadSpec spec{16000, {16000, 6000}, 4, padding, 400, {}};
    const auto whole = segments_of(batches_of(spec), spec.grid);
    for (const auto& wanted : std::vector<std::vector<Span>>{{},
                                                             {{0, 1}},
                                                             {{400'000, 400'001}},
                                                             {{100'000, 200'000}, {500'000, 530'000}},
                                                             {{1'014'299, 1'014'300}}}) {
      const auto batches = batches_of(spec, &wanted);
      std::int64_t cursor = 0, gaps = 0;
      for (const SoundBatch& batch : batches) {
        EXPECT_EQ(batch.owned_frames.begin, cursor);
        cursor = batch.owned_frames.end;
        gaps += std::ssize(batch.gaps);
        const bool asked_for = std::ranges::any_of(
            wanted, [&](Span span) { return !intersect(span, batch.owned_frames).empty(); });
        EXPECT_EQ(batch.skipped, !asked_for);
      }
      EXPECT_EQ(cursor, 23 * kCdRateHz);
      EXPECT_EQ(gaps, 1) << "damage is told of wherever it lies";
      const auto part = segments_of(batches, spec.grid);
      ASSERT_EQ(part.size(), whole.size());
      for (std::size_t i = 0; i < whole.size(); ++i) {
        if (!part[i].skipped) {
          ASSERT_EQ(part[i].samples, whole[i].samples) << i;
        }
      }
    }
  }
}

}  // namespace
}  // namespace nightjar
