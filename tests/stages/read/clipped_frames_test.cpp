#include "stages/read/clipped_frames.h"

#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>

#include "stages/read/segment_reader.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

TEST(ClippedFrames, are_those_on_tops_that_are_cut_off) {
  const auto mono = [](const std::vector<float>& sound) { return clipped_frames(sound, 1, 0.9995F); };
  EXPECT_EQ(mono({0, 1, 1, 1, 0}), 3);
  EXPECT_EQ(mono({0, -1, -0.9996F, -1, -1, -1}), 5);
  EXPECT_EQ(mono({1, 1, 0, 1, 1}), 0);  // two are a peak
  EXPECT_EQ(mono({1, 1, -1, 1}), 0);    // on both sides
  EXPECT_EQ(mono({0.99F, 0.99F, 0.99F, 0.99F}), 0);
  EXPECT_EQ(mono({1, 1, 1, -1, -1, -1}), 6);
  EXPECT_EQ(mono({1, 1, 1, 0, 1, 1, 1, 1}), 7);
  EXPECT_EQ(mono({}), 0);
  EXPECT_EQ(mono({1, 1}), 0);
}

TEST(ClippedFrames, count_once_for_all_channels) {
  // Channel 0 is clipped in frames 0 to 2, channel 1 in 1 to 3.
  EXPECT_EQ(clipped_frames(std::vector<float>{1, 0, 1, -1, 1, -1, 0, -1, 0, 0}, 2, 0.9995F), 4);
  EXPECT_EQ(clipped_frames(std::vector<float>{1, 0, 0, 1, 1, 0, 0, 1}, 2, 0.9995F), 0);
}

// A sine of twice full scale is beyond it for two thirds of the time.
TEST(ClippedFrames, of_a_recording_are_counted_once_for_any_reader) {
  const test::TempFolder folder;
  std::vector<float> sound(8000 * 30);
  for (std::size_t i = 0; i < sound.size(); ++i)
    sound[i] = std::clamp(2 * std::sin(0.02F * static_cast<float>(i)), -1.0F, 1.0F);
  const double expected = 2.0 / 3.0 * static_cast<double>(sound.size());
  for (const int format : {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_FLOAT, SF_FORMAT_PCM_U8,
                           SF_FORMAT_ULAW, SF_FORMAT_ALAW}) {
    test::write_sound(folder / "a.wav", sound, 8000, 1, SF_FORMAT_WAV | format);
    for (const std::int64_t rate : {8000, 16000}) {
      SegmentReader reader(std::move(*open_recording(folder / "a.wav")),
                           {.sample_rate_hz = rate, .grid = {16000, 8000}, .batch_segments = 4});
      while (reader.next()) {
      }
      EXPECT_NEAR(static_cast<double>(reader.clipped_frames()), expected, 0.02 * expected) << format;
    }
  }
  for (float& x : sound) x *= 0.5F;
  test::write_sound(folder / "a.wav", sound, 8000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  SegmentReader reader(std::move(*open_recording(folder / "a.wav")),
                       {.sample_rate_hz = 16000, .grid = {16000, 8000}, .batch_segments = 4});
  while (reader.next()) {
  }
  EXPECT_EQ(reader.clipped_frames(), 0);
}

}  // namespace
}  // namespace nightjar
