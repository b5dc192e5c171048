// The bounds of memory hold, decoders and libsoxr included, and are not far off.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <limits>

#include "stages/read/segment_reader.h"
#include "tests/support/malloc_meter.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

struct Kind {
  int sndfile_format;
  int sample_rate_hz;
  int channels;
  int seconds;
};

constexpr Kind kKinds[] = {
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2, 60},
    {SF_FORMAT_WAV | SF_FORMAT_FLOAT, 16000, 1, 60},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 384000, 8, 6},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 64, 6},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 383999, 1, 8},
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 1, 60},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 44100, 2, 30},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 96000, 8, 6},
    {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 2, 30},
    {SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 44100, 2, 30},
    {SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 96000, 1, 30},
    {SF_FORMAT_WAV | SF_FORMAT_GSM610, 8000, 1, 30},
    {SF_FORMAT_WAV | SF_FORMAT_NMS_ADPCM_32, 8000, 1, 30},
    {SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM, 44100, 2, 30},
    {SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 48000, 64, 6},
    {SF_FORMAT_AU | SF_FORMAT_G721_32, 8000, 1, 30},
    {SF_FORMAT_CAF | SF_FORMAT_DOUBLE, 48000, 2, 30},
    {SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 8000, 1, 600},
    {SF_FORMAT_CAF | SF_FORMAT_ALAC_24, 48000, 8, 3},
    {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 16000, 1, 30},
    {SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 2, 30},
    {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 2, 30},
};

// The most that reading `path` had allocated at once.
std::int64_t peak_of_reading(const std::string& path, const ReadSpec& spec) {
  const std::int64_t before = test::malloc_live_bytes();
  test::malloc_reset_peak();
  {
    SegmentReader reader(std::move(*open_recording(path)), spec);
    while (const auto given = reader.next()) {
    }
  }
  return test::malloc_peak_bytes() - before;
}

TEST(SegmentReaderMemory, stays_below_its_bound) {
  if (!test::malloc_is_metered()) GTEST_SKIP() << "the sanitizer has a malloc of its own";
  const test::TempFolder folder;
  RecordingInfo largest;
  largest.sample_rate_hz = 384'000;
  largest.channels = 64;
  for (const Kind& kind : kKinds) {
    if (!test::can_write_sound(kind.sample_rate_hz, kind.channels, kind.sndfile_format)) continue;
    const auto samples = static_cast<std::size_t>(kind.sample_rate_hz * kind.channels * kind.seconds);
    test::write_sound(folder / "a", test::make_noise(samples, 1), kind.sample_rate_hz, kind.channels,
                      kind.sndfile_format);
    const RecordingInfo info = (*open_recording(folder / "a"))->info();
    for (const std::int64_t batch : {1, 16}) {
      SCOPED_TRACE(info.codec + " " + std::to_string(kind.sample_rate_hz) + " Hz, " +
                   std::to_string(kind.channels) + " channels, batch " + std::to_string(batch));
      const ReadSpec spec{16000, {16000, 8000}, batch};
      const std::int64_t bound = SegmentReader::memory_bytes(info, spec);
      const std::int64_t used = peak_of_reading(folder / "a", spec);
      EXPECT_LT(used, bound);
      EXPECT_GT(8 * used, bound);  // nor so high that it buys nothing
      EXPECT_LE(bound, SegmentReader::memory_bytes(largest, spec));
    }
  }
}

TEST(SegmentReaderMemory, stays_below_its_bound_with_each_channel_by_itself) {
  if (!test::malloc_is_metered()) GTEST_SKIP() << "the sanitizer has a malloc of its own";
  const test::TempFolder folder;
  for (const auto& [rate_hz, channels] : {std::pair{48000, 8}, {8000, 32}, {192000, 2}}) {
    const auto samples = static_cast<std::size_t>(rate_hz * channels * 12);
    test::write_sound(folder / "a", test::make_noise(samples, 1), rate_hz, channels,
                      SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    const ReadSpec spec{.sample_rate_hz = 16000,
                        .grid = {16000, 8000},
                        .batch_segments = 8,
                        .selection = {.channels = ChannelChoice::each}};
    const RecordingInfo info = (*open_recording(folder / "a"))->info();
    const std::int64_t used = peak_of_reading(folder / "a", spec);
    EXPECT_LT(used, SegmentReader::memory_bytes(info, spec)) << rate_hz;
    EXPECT_GT(8 * used, SegmentReader::memory_bytes(info, spec)) << rate_hz;
  }
}

TEST(SegmentReaderMemory, does_not_grow_with_length_or_with_gaps) {
  if (!test::malloc_is_metered()) GTEST_SKIP() << "the sanitizer has a malloc of its own";
  const test::TempFolder folder;
  std::int64_t peaks[2] = {};
  for (const int minutes : {2, 20}) {
    auto sound = test::make_noise(static_cast<std::size_t>(8000 * 60 * minutes), 1);
    for (std::size_t i = 0; i < sound.size(); i += 3000) sound[i] = std::numeric_limits<float>::infinity();
    test::write_sound(folder / "a", sound, 8000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    sound = {};
    peaks[minutes > 2] = peak_of_reading(folder / "a", {16000, {16000, 8000}, 8});
  }
  EXPECT_LE(peaks[1], peaks[0] + 4096);
}

TEST(SegmentReaderMemory, does_not_grow_with_the_table_of_packets) {
  if (!test::malloc_is_metered()) GTEST_SKIP() << "the sanitizer has a malloc of its own";
  const test::TempFolder folder;
  std::int64_t peaks[2] = {};
  for (const int packets : {4 * 1024, 8 * 1024}) {
    // Silence: a packet is a few bytes, and the table as long as the sound.
    const std::vector<float> silence(static_cast<std::size_t>(packets) * 4096);
    test::write_sound(folder / "a", silence, 8000, 1, SF_FORMAT_CAF | SF_FORMAT_ALAC_16);
    peaks[packets > 4 * 1024] = peak_of_reading(folder / "a", {8000, {16000, 16000}, 8});
  }
  EXPECT_LE(peaks[1], peaks[0] + 4096);
}

}  // namespace
}  // namespace nightjar
