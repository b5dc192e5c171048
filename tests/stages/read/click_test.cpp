// A click is found where it is, however far into a recording, whatever the rates. The files are sparse.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "stages/read/block_reader.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

constexpr std::int64_t kDay = 24 * 3600;

std::int64_t loudest(std::span<const float> samples) {
  const auto louder = [](float a, float b) { return std::fabs(a) < std::fabs(b); };
  return std::max_element(samples.begin(), samples.end(), louder) - samples.begin();
}

TEST(Clicks, at_a_second_an_hour_and_a_day_are_found_within_one_sample) {
  const test::TempFolder folder;
  const std::vector<std::int64_t> seconds = {1, 3600, kDay - 1};
  int files = 0;
  for (const std::uint32_t rate : {8000U, 11025U, 16000U, 22050U, 32000U, 44100U, 48000U, 96000U}) {
    // Each container in turn; a WAV ends at 4 GiB.
    const bool fits = std::uint64_t{rate} * 2 * kDay < 0xFFFFFF00;
    const std::string container = files++ % 3 == 0 && fits ? "wav" : files % 2 == 0 ? "rf64" : "w64";
    test::write_clicks(folder / "day", container, rate, kDay, seconds);
    for (const std::int64_t model_rate : {16000, 32000}) {
      auto source = open_recording(folder / "day");
      ASSERT_TRUE(source) << source.error().message;
      ASSERT_EQ((*source)->info().declared_frames, kDay * rate);
      ASSERT_EQ((*source)->info().container, container);
      BlockReader reader(std::move(*source), model_rate);
      for (const std::int64_t second : seconds) {
        SCOPED_TRACE(container + " " + std::to_string(rate) + " -> " + std::to_string(model_rate) + " at " +
                     std::to_string(second) + " s");
        const std::int64_t k = second / BlockReader::kBlockSeconds;
        const Block& block = reader.read(k);
        ASSERT_EQ(static_cast<std::int64_t>(block.samples.size()), reader.block_samples());
        EXPECT_NEAR(static_cast<double>(k * reader.block_samples() + loudest(block.samples)),
                    static_cast<double>(second * model_rate), 1);
        EXPECT_GT(std::fabs(block.samples[static_cast<std::size_t>(loudest(block.samples))]), 0.1F);
      }
      EXPECT_TRUE(reader.read(kDay / BlockReader::kBlockSeconds).samples.empty());
    }
  }
}

// Clicks between two samples of the model's rate, at the edges of blocks.
TEST(Clicks, at_the_edges_of_blocks_are_found_once) {
  for (const std::int64_t rate : {8000, 44100, 96000}) {
    for (const std::int64_t shift : {-3, -1, 0, 1, 2}) {
      const std::int64_t frame = 5 * rate + shift;
      std::vector<float> sound(static_cast<std::size_t>(10 * rate));
      sound[static_cast<std::size_t>(frame)] = 0.9F;
      BlockReader reader(make_memory_source(sound, rate, 1), 16000);
      std::vector<float> all;
      for (const std::int64_t k : {0, 1}) {
        const auto samples = reader.read(k).samples;
        all.insert(all.end(), samples.begin(), samples.end());
      }
      const double expected = static_cast<double>(frame) * 16000 / static_cast<double>(rate);
      EXPECT_NEAR(static_cast<double>(loudest(all)), expected, 1) << rate << " " << shift;
    }
  }
}

}  // namespace
}  // namespace nightjar
