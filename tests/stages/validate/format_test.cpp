// Each format that is taken: its names, its length, and its samples.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "stages/validate/audio_source.h"
#include "tests/stages/validate/quantisation_steps.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::FileBytes;

struct Format {
  int sndfile_format;
  int channels;
  const char* container;
  const char* codec;
  float tolerance;  // Vorbis is lossy
};

const Format kSndfileFormats[] = {
    {SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 1, "wav", "pcm_u8", test::kStep8},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2, "wav", "pcm_s16", test::kStep16},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_24, 3, "wav", "pcm_s24", test::kStep24},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_32, 1, "wav", "pcm_s32", 1e-7F},
    {SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, "wav", "pcm_f32", 0},
    {SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 1, "wav", "pcm_f64", 0},
    {SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 8, "wav", "pcm_s16", test::kStep16},
    {SF_FORMAT_WAVEX | SF_FORMAT_FLOAT, 64, "wav", "pcm_f32", 0},
    {SF_FORMAT_RF64 | SF_FORMAT_PCM_24, 2, "rf64", "pcm_s24", test::kStep24},
    {SF_FORMAT_W64 | SF_FORMAT_PCM_16, 2, "w64", "pcm_s16", test::kStep16},
    {SF_FORMAT_W64 | SF_FORMAT_FLOAT, 1, "w64", "pcm_f32", 0},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_S8, 1, "flac", "flac", test::kStep8},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2, "flac", "flac", test::kStep16},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 8, "flac", "flac", test::kStep24},
    {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 2, "ogg", "vorbis", 0.1F},
};

TEST(OpenRecording, takes_each_format_with_its_samples) {
  const test::TempFolder folder;
  constexpr std::int64_t kFrames = 20'011;
  for (const Format& format : kSndfileFormats) {
    SCOPED_TRACE(std::string(format.container) + " " + format.codec);
    auto sound = test::make_noise(static_cast<std::size_t>(kFrames * format.channels), 3, 0.01F);
    for (std::size_t i = 0; i < sound.size(); ++i) sound[i] += 0.5F * std::sin(0.01F * static_cast<float>(i));
    test::write_sound(folder / "sound", sound, 32000, format.channels, format.sndfile_format);
    auto source = open_recording(folder / "sound");
    ASSERT_TRUE(source) << source.error().message;
    const RecordingInfo& info = (*source)->info();
    EXPECT_EQ(info.container, format.container);
    EXPECT_EQ(info.codec, format.codec);
    EXPECT_EQ(info.sample_rate_hz, 32000);
    EXPECT_EQ(info.channels, format.channels);
    EXPECT_EQ(info.declared_frames, kFrames);
    EXPECT_EQ((*source)->available_frames(), kFrames);
    EXPECT_EQ(info.path, folder / "sound");

    std::vector<float> got(sound.size() + 100);
    ASSERT_EQ((*source)->read(0, got), kFrames);
    for (std::size_t i = 0; i < sound.size(); ++i) ASSERT_NEAR(got[i], sound[i], format.tolerance) << i;

    // Any part, in any order, is the same sound.
    for (const std::int64_t begin : {15'000, 3, 19'000, 0}) {
      std::vector<float> part(static_cast<std::size_t>(1000 * format.channels));
      ASSERT_EQ((*source)->read(begin, part), 1000);
      const auto same = got.begin() + begin * format.channels;
      EXPECT_TRUE(std::equal(part.begin(), part.end(), same)) << begin;
    }
    std::vector<float> tail(static_cast<std::size_t>(1000 * format.channels));
    EXPECT_EQ((*source)->read(kFrames - 7, tail), 7);
    EXPECT_EQ((*source)->read(kFrames, tail), 0);
    EXPECT_EQ((*source)->read(kFrames + 1'000'000, tail), 0);
  }
}

TEST(OpenRecording, delivers_non_finite_samples_as_they_are) {
  const test::TempFolder folder;
  test::write_sound(folder / "a.wav", {0.5F, std::numeric_limits<float>::quiet_NaN(), -INFINITY}, 8000, 1,
                    SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  auto source = open_recording(folder / "a.wav");
  ASSERT_TRUE(source);
  std::vector<float> got(3);
  ASSERT_EQ((*source)->read(0, got), 3);
  EXPECT_EQ(got[0], 0.5F);
  EXPECT_TRUE(std::isnan(got[1]));
  EXPECT_EQ(got[2], -INFINITY);
}

TEST(OpenRecording, takes_paths_of_any_bytes) {
  const test::TempFolder folder;
  for (const std::string name :
       {"a b.wav", "line\nbreak.wav", "not\xFFutf8.wav", "-n.wav", "\xC3\xA9t\xC3\xA9.wav"}) {
    test::write_bytes(folder / name, test::make_wav({}, FileBytes(8)));
    const auto source = open_recording(folder / name);
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ((*source)->info().path, folder / name);
  }
}

TEST(OpenRecording, takes_the_limits_of_rate_and_channels) {
  const test::TempFolder folder;
  for (const std::uint32_t rate : {1U, 384'000U}) {
    test::WavFields fields;
    fields.sample_rate_hz = rate;
    fields.channels = 64;
    test::write_bytes(folder / "a.wav", test::make_wav(fields, FileBytes(256)));
    const auto source = open_recording(folder / "a.wav");
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ((*source)->info().sample_rate_hz, rate);
    EXPECT_EQ((*source)->info().channels, 64);
    EXPECT_EQ((*source)->info().declared_frames, 2);
  }
}

TEST(MemorySource, gives_the_samples_it_took) {
  const auto source = make_memory_source({1, 2, 3, 4, 5, 6}, 8000, 2);
  EXPECT_EQ(source->info().container, "pcm");
  EXPECT_EQ(source->info().declared_frames, 3);
  std::vector<float> got(8);
  EXPECT_EQ(source->read(1, got), 2);
  EXPECT_EQ(got[0], 3);
  EXPECT_EQ(got[3], 6);
  EXPECT_EQ(source->read(3, got), 0);
  EXPECT_EQ(source->read(30, got), 0);
}

TEST(MemorySource, refuses_what_cannot_be_sound) {
  const auto code_of = [](std::vector<float> samples, std::int64_t rate, std::int64_t channels) {
    try {
      make_memory_source(std::move(samples), rate, channels);
    } catch (const SetupError& error) {
      return error.code();
    }
    return ErrorCode::internal_error;
  };
  EXPECT_EQ(code_of({1}, 0, 1), ErrorCode::bad_option);
  EXPECT_EQ(code_of({1}, 384'001, 1), ErrorCode::bad_option);
  EXPECT_EQ(code_of({1}, 8000, 0), ErrorCode::bad_option);
  EXPECT_EQ(code_of(std::vector<float>(65), 8000, 65), ErrorCode::bad_option);
  EXPECT_EQ(code_of({1, 2, 3}, 8000, 2), ErrorCode::bad_option);
}

TEST(OpenRecording, reads_real_recordings_to_their_end) {
  const char* data = std::getenv("NIGHTJAR_DATA");
  if (data == nullptr) GTEST_SKIP() << "NIGHTJAR_DATA is not set";
  int files = 0;
  std::vector<std::string> paths;
  for (const char* folder : {"esc10", "fsdd", "keywords", "speech", "music"}) {
    std::vector<std::string> found;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(data) / folder)) {
      const auto extension = entry.path().extension();
      if (extension == ".ogg" || extension == ".flac") found.push_back(entry.path().string());
    }
    std::sort(found.begin(), found.end());
    for (std::size_t i = 0; i < found.size(); i += found.size() / 10 + 1) paths.push_back(found[i]);
  }
  for (const std::string& path : paths) {
    SCOPED_TRACE(path);
    auto source = open_recording(path);
    ASSERT_TRUE(source) << source.error().message;
    const RecordingInfo& info = (*source)->info();
    EXPECT_TRUE(info.sample_rate_hz == 8000 || info.sample_rate_hz == 16000 || info.sample_rate_hz == 44100);
    ASSERT_TRUE(info.declared_frames);
    std::vector<float> sound(static_cast<std::size_t>((*info.declared_frames + 10) * info.channels));
    EXPECT_EQ((*source)->read(0, sound), *info.declared_frames);
    for (const float x : sound) ASSERT_TRUE(std::isfinite(x));
    ++files;
  }
  EXPECT_GE(files, 30);
}

}  // namespace
}  // namespace nightjar
