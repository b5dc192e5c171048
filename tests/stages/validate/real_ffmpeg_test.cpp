// Recordings that only ffmpeg reads, through the real one, where it is installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>
#include <cstdlib>

#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::FileBytes;

constexpr std::int64_t kRate = 44100;
constexpr std::int64_t kSeconds = 10;
constexpr std::int64_t kClicks[] = {1, 2, 4, 7, 9};

class RealFfmpeg : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("ffmpeg -version >/dev/null 2>&1 && ffprobe -version >/dev/null 2>&1") != 0)
      GTEST_SKIP() << "no ffmpeg on the PATH";
    // Noise below the clicks, so that packets have some length.
    auto sound = test::make_noise(static_cast<std::size_t>(kSeconds * kRate), 1, 0.01F);
    for (const std::int64_t second : kClicks) {
      for (std::int64_t i = 0; i < 20; ++i)
        sound[static_cast<std::size_t>(second * kRate + i)] = i % 2 != 0 ? -0.9F : 0.9F;
    }
    test::write_sound(folder_ / "in.wav", sound, kRate, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  }

  FileBytes encoded(const std::string& name, const std::string& options) {
    const std::string command =
        "ffmpeg -loglevel error -i '" + (folder_ / "in.wav") + "' " + options + " '" + (folder_ / name) + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return test::read_bytes(folder_ / name);
  }

  // How far the loudest sample around `second` is from it.
  static std::int64_t click_offset(const std::vector<float>& sound, std::int64_t second) {
    const auto from = sound.begin() + second * kRate - kRate / 4;
    const auto loudest = std::max_element(from, from + kRate / 2,
                                          [](float a, float b) { return std::fabs(a) < std::fabs(b); });
    return loudest - sound.begin() - second * kRate;
  }

  struct Read {
    std::vector<float> sound;
    std::vector<Gap> gaps;
    std::int64_t frames = 0;
  };
  Read read(const FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    auto source = open_recording(folder_ / "a");
    EXPECT_TRUE(source) << source.error().message;
    SegmentReader reader(std::move(*source), {kRate, {kRate, kRate}, 4});
    Read read;
    while (const auto batch = reader.next()) {
      read.sound.insert(read.sound.end(), batch->samples.begin(), batch->samples.end());
      read.gaps.insert(read.gaps.end(), batch->gaps.begin(), batch->gaps.end());
    }
    read.frames = reader.frames();
    return read;
  }

  test::TempFolder folder_;
};

TEST_F(RealFfmpeg, reads_what_it_wrote_with_each_click_at_its_time) {
  struct Case {
    const char* name;
    const char* options;
    std::int64_t slack;  // frames: where nothing in the file says how much an encoder put before the sound
  };
  for (const auto& [name, options, slack] : {Case{"a.m4a", "-c:a aac", 100},
                                             {"b.m4a", "-c:a alac", 0},
                                             {"a.mka", "-c:a pcm_s16le", 0},
                                             {"a.wma", "-c:a wmav2", 2200},
                                             {"a.aac", "-c:a aac", 1100},
                                             {"a.wv", "-c:a wavpack", 0},
                                             {"ac3.wav", "-c:a ac3", 300},
                                             {"a.mov", "-c:a pcm_s16le", 0},
                                             {"a.avi", "-c:a pcm_s16le", 0}}) {
    SCOPED_TRACE(name);
    const Read got = read(encoded(name, options));
    EXPECT_NEAR(static_cast<double>(got.frames), static_cast<double>(kSeconds * kRate), 4096);
    EXPECT_TRUE(got.gaps.empty()) << got.gaps[0].message;
    for (const std::int64_t second : kClicks)
      EXPECT_LE(std::abs(click_offset(got.sound, second)), slack + 20);
  }
}

TEST_F(RealFfmpeg, a_file_that_was_cut_has_a_gap_up_to_its_length) {
  FileBytes bytes = encoded("a.m4a", "-c:a aac -movflags +faststart");
  bytes.resize(bytes.size() / 2);
  const Read got = read(bytes);
  EXPECT_NEAR(static_cast<double>(got.frames), static_cast<double>(kSeconds * kRate), 4096);
  ASSERT_FALSE(got.gaps.empty());
  EXPECT_GT(got.gaps.front().start_frame, 4 * kRate);
  EXPECT_LT(got.gaps.front().start_frame, 6 * kRate);
  EXPECT_EQ(got.gaps.back().end_frame, got.frames);
}

TEST_F(RealFfmpeg, what_is_lost_in_the_middle_is_a_gap_there) {
  FileBytes bytes = encoded("a.mka", "-c:a aac -cluster_time_limit 500");
  for (std::size_t i = 0; i < 3000; ++i) bytes[bytes.size() / 2 + i] = static_cast<std::uint8_t>(i * i);
  const Read got = read(bytes);
  ASSERT_FALSE(got.gaps.empty());
  EXPECT_EQ(got.gaps[0].code, ErrorCode::lost_samples);
  EXPECT_GT(got.gaps[0].start_frame, 4 * kRate);
  EXPECT_LT(got.gaps[0].start_frame, 6 * kRate);
  EXPECT_LE(std::abs(click_offset(got.sound, 1)), 1100);
  EXPECT_LE(std::abs(click_offset(got.sound, 9)), 1100);
}

TEST_F(RealFfmpeg, after_damage_each_click_is_at_its_time_and_the_damage_is_told) {
  FileBytes bytes = encoded("a.m4a", "-c:a aac -movflags +faststart");
  for (std::size_t i = 0; i < 3000; ++i) bytes[bytes.size() / 2 + i] = static_cast<std::uint8_t>(i * i);
  const Read got = read(bytes);
  for (const std::int64_t second : {1, 2, 7})
    EXPECT_LE(std::abs(click_offset(got.sound, second)), 1100) << second;
  ASSERT_FALSE(got.gaps.empty());
  EXPECT_EQ(got.gaps.back().code, ErrorCode::decode_error);
  EXPECT_THAT(got.gaps.back().message, testing::HasSubstr("damage that ffmpeg met"));
}

}  // namespace
}  // namespace nightjar
