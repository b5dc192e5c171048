// Where only a recording's later segments are to be heard, all else that is read stays the same.
#include <gtest/gtest.h>

#include "stages/read/segment_reader.h"
#include "tests/stages/read/fake_source.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

std::vector<SoundBatch> batches_from(const ReadSpec& spec, std::int64_t rate_hz, std::int64_t channels) {
  auto sound = test::make_noise(static_cast<std::size_t>(rate_hz * 17 * channels), 7);
  sound[static_cast<std::size_t>(rate_hz * 6 * channels)] = test::kNan;
  SegmentReader reader(make_memory_source(std::move(sound), rate_hz, channels), spec);
  std::vector<SoundBatch> batches;
  while (auto batch = reader.next()) batches.push_back(std::move(*batch));
  return batches;
}

void expect_same_but_for_sound(const SoundBatch& a, const SoundBatch& b) {
  EXPECT_EQ(a.channel, b.channel);
  EXPECT_EQ(a.first_segment, b.first_segment);
  EXPECT_EQ(a.segments, b.segments);
  EXPECT_EQ(a.heard, b.heard);
  EXPECT_EQ(a.owned_frames.begin, b.owned_frames.begin);
  EXPECT_EQ(a.owned_frames.end, b.owned_frames.end);
  EXPECT_EQ(a.ends_channel, b.ends_channel);
  EXPECT_EQ(a.last, b.last);
  ASSERT_EQ(a.gaps.size(), b.gaps.size());
  for (std::size_t i = 0; i < a.gaps.size(); ++i) EXPECT_EQ(a.gaps[i].start_frame, b.gaps[i].start_frame);
}

TEST(FirstSounding, what_lies_before_is_not_resampled_and_what_follows_is_the_same) {
  for (const ChannelChoice channels : {ChannelChoice::mix, ChannelChoice::each}) {
    for (const std::int64_t rate_hz : {16000, 44100}) {
      for (const SegmentPadding padding :
           {SegmentPadding::zeros, SegmentPadding::reflect, SegmentPadding::none}) {
        ReadSpec spec{16000, {16000, 6000}, 4, padding, 400, {channels}};
        const auto whole = batches_from(spec, rate_hz, 2);
        for (std::size_t at = 1; at < whole.size(); at += 5) {
          const SoundBatch& first = whole[at];
          spec.first_sounding = first.first_segment;
          const auto part = batches_from(spec, rate_hz, 2);
          ASSERT_EQ(part.size(), whole.size());
          for (std::size_t i = 0; i < whole.size(); ++i) {
            expect_same_but_for_sound(part[i], whole[i]);
            if (whole[i].first_segment < first.first_segment) {
              EXPECT_TRUE(part[i].samples.empty());
            } else {
              ASSERT_EQ(part[i].samples, whole[i].samples)
                  << "batch " << i << " from segment " << first.first_segment << " at " << rate_hz << " Hz";
            }
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace nightjar
