// A file of each codec without packets that lost its second half: what is left is read, what is lost is
// known.
#include <gtest/gtest.h>
#include <sndfile.h>

#include "stages/validate/audio_source.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

constexpr int kCutFormats[] = {
    SF_FORMAT_WAV | SF_FORMAT_ALAW,     SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM,
    SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, SF_FORMAT_WAV | SF_FORMAT_GSM610,
    SF_FORMAT_WAV | SF_FORMAT_G721_32,  SF_FORMAT_WAV | SF_FORMAT_NMS_ADPCM_32,
    SF_FORMAT_W64 | SF_FORMAT_MS_ADPCM, SF_FORMAT_AIFF | SF_FORMAT_PCM_24,
    SF_FORMAT_AIFF | SF_FORMAT_FLOAT,   SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM,
    SF_FORMAT_AIFF | SF_FORMAT_GSM610,  SF_FORMAT_AU | SF_FORMAT_PCM_16,
    SF_FORMAT_AU | SF_FORMAT_G721_32,   SF_FORMAT_AU | SF_FORMAT_G723_24,
    SF_FORMAT_AU | SF_FORMAT_G723_40,   SF_FORMAT_CAF | SF_FORMAT_PCM_16,
    SF_FORMAT_CAF | SF_FORMAT_ALAC_16,
};
constexpr std::size_t kCutFrames = 50'000;
constexpr std::int64_t kLargestBlock = 4096;

TEST(CutFile, declares_all_of_it_and_delivers_what_is_left) {
  const test::TempFolder folder;
  for (const int format : kCutFormats) {
    SCOPED_TRACE(testing::Message() << std::hex << format);
    test::write_sound(folder / "whole", test::make_noise(kCutFrames, 1), 16000, 1, format);
    const test::FileBytes whole = test::read_bytes(folder / "whole");
    auto source = open_recording(folder / "whole");
    ASSERT_TRUE(source) << source.error().message;
    const std::int64_t declared = (*source)->info().declared_frames.value_or(0);
    std::vector<float> sound(kCutFrames + kLargestBlock);
    ASSERT_EQ((*source)->read(0, sound), declared);

    test::write_bytes(folder / "cut", {whole.begin(), whole.begin() + std::ssize(whole) / 2});
    source = open_recording(folder / "cut");
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ((*source)->info().declared_frames, declared);
    std::vector<float> part(sound.size());
    const auto got = (*source)->read(0, part);
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_NEAR(static_cast<double>(*got), kCutFrames / 2, kLargestBlock);
    EXPECT_EQ((*source)->available_frames(), *got);
    EXPECT_TRUE(std::equal(part.begin(), part.begin() + *got, sound.begin()));
  }
}

}  // namespace
}  // namespace nightjar
