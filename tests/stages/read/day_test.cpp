// A whole day, read from its first segment to its last.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "stages/read/segment_reader.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

TEST(Day, of_sound_is_read_in_sequence_with_every_click_in_its_place) {
  constexpr std::int64_t kDay = 24 * 3600;
  constexpr std::uint32_t kRate = 22050;
  const test::TempFolder folder;
  std::vector<std::int64_t> seconds = {1, 3600, kDay - 1};
  for (std::int64_t s = 7; s < kDay; s += 1009) seconds.push_back(s);
  std::sort(seconds.begin(), seconds.end());
  test::write_clicks(folder / "day", "wav", kRate, kDay, seconds);

  auto source = open_recording(folder / "day");
  ASSERT_TRUE(source) << source.error().message;
  const ReadSpec spec{16000, {16000, 16000}, 16};  // segments of a second that do not overlap
  SegmentReader reader(std::move(*source), spec);
  std::vector<std::int64_t> found;
  std::int64_t owned = 0;
  while (const auto batch = reader.next()) {
    ASSERT_EQ(batch->owned_frames.begin, owned);
    owned = batch->owned_frames.end;
    EXPECT_TRUE(batch->gaps.empty());
    for (std::size_t i = 0; i < batch->samples.size(); ++i) {
      // The click itself: what rings around it is weaker.
      if (std::fabs(batch->samples[i]) > 0.4F)
        found.push_back(batch->first_segment * 16000 + static_cast<std::int64_t>(i));
    }
  }
  EXPECT_EQ(owned, kDay * kRate);
  EXPECT_EQ(reader.frames(), kDay * kRate);
  ASSERT_EQ(found.size(), seconds.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(found[i]), static_cast<double>(seconds[i] * 16000), 1);
  }
}

}  // namespace
}  // namespace nightjar
