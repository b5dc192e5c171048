#include "stages/base/timeline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "nightjar/record.h"

namespace nightjar {
namespace {

TEST(RateRatio, is_kept_in_lowest_terms) {
  const RateRatio ratio(44100, 16000);
  EXPECT_EQ(ratio.src(), 441);
  EXPECT_EQ(ratio.dst(), 160);
  EXPECT_EQ(RateRatio(16000, 16000).src(), 1);
}

TEST(RateRatio, rounds_as_its_names_say) {
  const RateRatio ratio(3, 2);
  EXPECT_EQ(ratio.to_dst_floor(4), 2);  // 2.67
  EXPECT_EQ(ratio.to_dst_ceil(4), 3);
  EXPECT_EQ(ratio.to_src_floor(3), 4);  // 4.5
  EXPECT_EQ(ratio.to_src_ceil(3), 5);
  EXPECT_EQ(ratio.to_dst_floor(3), 2);  // exact
  EXPECT_EQ(ratio.to_dst_ceil(3), 2);
  EXPECT_EQ(ratio.to_dst_floor(-4), -3);
  EXPECT_EQ(ratio.to_dst_ceil(-4), -2);
}

TEST(RateRatio, does_not_overflow_within_a_century_of_the_highest_rate) {
  const std::int64_t frames = 100LL * 366 * 24 * 3600 * 384'000;
  const RateRatio ratio(384'000, 383'999);
  EXPECT_EQ(ratio.to_dst_floor(frames), frames / 384'000 * 383'999);
  EXPECT_EQ(ratio.to_src_floor(frames / 384'000 * 383'999), frames);
}

TEST(RateRatio, whole_seconds_convert_exactly_between_all_rates) {
  std::mt19937 random(7);
  std::uniform_int_distribution<std::int64_t> rate(1, 384'000);
  for (int n = 0; n < 1000; ++n) {
    const std::int64_t src = rate(random);
    const std::int64_t dst = rate(random);
    const RateRatio ratio(src, dst);
    EXPECT_EQ(ratio.to_dst_floor(86'399 * src), 86'399 * dst);
    EXPECT_EQ(ratio.to_dst_ceil(86'399 * src), 86'399 * dst);
  }
}

TEST(Span, intersections_of_spans_apart_are_empty) {
  EXPECT_EQ(intersect({0, 5}, {3, 9}), (Span{3, 5}));
  EXPECT_TRUE(intersect({0, 3}, {3, 9}).empty());
  EXPECT_EQ(intersect({0, 3}, {7, 9}).size(), 0);
}

TEST(SegmentGrid, counts_what_is_needed_to_cover_a_recording) {
  const SegmentGrid grid{10, 4};
  EXPECT_EQ(grid.count(0), 0);
  EXPECT_EQ(grid.count(1), 1);
  EXPECT_EQ(grid.count(10), 1);
  EXPECT_EQ(grid.count(11), 2);
  EXPECT_EQ(grid.count(14), 2);
  EXPECT_EQ(grid.count(15), 3);
}

TEST(SegmentGrid, each_segment_owns_the_middle_of_what_it_hears) {
  std::mt19937 random(11);
  for (int n = 0; n < 1000; ++n) {
    const std::int64_t segment = std::uniform_int_distribution<std::int64_t>(1, 1000)(random);
    const SegmentGrid grid{segment, std::uniform_int_distribution<std::int64_t>(1, segment)(random)};
    const std::int64_t samples = std::uniform_int_distribution<std::int64_t>(1, 5000)(random);
    const std::int64_t count = grid.count(samples);
    EXPECT_GE(grid.window(count - 1).end, samples);
    EXPECT_EQ(grid.owned_begin(0), 0);
    for (std::int64_t i = 1; i < count; ++i) {
      EXPECT_GT(grid.owned_begin(i), grid.owned_begin(i - 1));
      EXPECT_GE(grid.owned_begin(i), grid.window(i).begin);
      EXPECT_LE(grid.owned_begin(i), grid.window(i - 1).end);
      EXPECT_LT(grid.owned_begin(i), samples);
      EXPECT_EQ(grid.owner(grid.owned_begin(i)), i);
      EXPECT_EQ(grid.owner(grid.owned_begin(i) - 1), i - 1);
    }
    EXPECT_EQ(grid.owner(0), 0);
  }
}

TEST(SelectedFrames, are_those_nearest_to_the_times) {
  EXPECT_EQ(selected_frames({}, 16000), (Span{0, kOpenEnd}));
  EXPECT_EQ(selected_frames({.from_s = 0.5, .to_s = 2}, 44100), (Span{22050, 88200}));
  // Times as the output has them, in millionths, lead back to their frames.
  for (std::int64_t n = 0; n < 1000; ++n) {
    const std::int64_t frame = n * 3'810'241;  // up to a day
    const double written_s = std::round(static_cast<double>(frame) / 44100 * 1e6) / 1e6;
    EXPECT_EQ(selected_frames({.from_s = written_s}, 44100).begin, frame);
  }
  EXPECT_EQ(selected_frames({.from_s = 1, .to_s = 1.000001}, 8000).size(), 1) << "some length";
  EXPECT_EQ(selected_frames({.from_s = 1e300}, 8000).end, kOpenEnd);
}

TEST(ChannelChoice, has_the_names_of_the_options) {
  EXPECT_EQ(name(ChannelChoice::mix), "mix");
  EXPECT_EQ(name(ChannelChoice::first), "first");
  EXPECT_EQ(name(ChannelChoice::each), "each");
}

TEST(Status, has_the_names_of_the_output) {
  EXPECT_EQ(name(Status::ok), "ok");
  EXPECT_EQ(name(Status::partial), "partial");
  EXPECT_EQ(name(Status::refused), "refused");
  EXPECT_EQ(name(Status::interrupted), "interrupted");
  EXPECT_EQ(name(Status::not_started), "not_started");
}

TEST(HeardFrames, are_windows_at_the_files_rate_inside_the_recording) {
  const SegmentGrid grid{16000, 8000};
  const RateRatio ratio(44100, 16000);
  EXPECT_EQ(heard_frames(grid, ratio, 0, 100000), (Span{0, 44100}));
  EXPECT_EQ(heard_frames(grid, ratio, 3, 100000), (Span{66150, 100000}));
  EXPECT_EQ(heard_frames(grid, ratio, 0, 10), (Span{0, 10}));
}

}  // namespace
}  // namespace nightjar
