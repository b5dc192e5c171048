// Damaged files of each kind through opening and reading: no crash, no hang, no allocation out of proportion,
// and every frame accounted for.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cstdlib>
#include <random>

#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"
#include "tests/support/malloc_meter.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/support/thorough.h"

namespace nightjar {
namespace {

using test::FileBytes;

struct Kind {
  const char* name;
  int sndfile_format;
  int channels = 2;
};

constexpr Kind kKinds[] = {
    {"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},          {"wavex", SF_FORMAT_WAVEX | SF_FORMAT_FLOAT},
    {"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_24},        {"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
    {"alaw", SF_FORMAT_WAV | SF_FORMAT_ALAW},           {"ima", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM},
    {"ms", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM},         {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
    {"ima4", SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM},     {"au", SF_FORMAT_AU | SF_FORMAT_PCM_24},
    {"caf", SF_FORMAT_CAF | SF_FORMAT_FLOAT},           {"alac", SF_FORMAT_CAF | SF_FORMAT_ALAC_16},
    {"gsm", SF_FORMAT_WAV | SF_FORMAT_GSM610, 1},       {"aiff gsm", SF_FORMAT_AIFF | SF_FORMAT_GSM610, 1},
    {"g721", SF_FORMAT_AU | SF_FORMAT_G721_32, 1},      {"g723", SF_FORMAT_AU | SF_FORMAT_G723_40, 1},
    {"nms", SF_FORMAT_WAV | SF_FORMAT_NMS_ADPCM_24, 1}, {"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
    {"vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS},       {"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS},
    {"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III},
};

// What an undamaged file of 64 channels at 384 kHz may take; these are small, but may come to claim to be
// that.
constexpr std::int64_t kMostBytes = 64 << 20;

FileBytes mutate(FileBytes bytes, std::mt19937& random) {
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const std::size_t header = std::min<std::size_t>(bytes.size(), below(2) ? 120 : bytes.size());
  switch (below(5)) {
    case 0:
      bytes.resize(below(bytes.size()));
      break;
    case 1:
      bytes[below(header)] = below(2) ? 0xFF : 0x00;
      break;
    case 2: {
      const std::size_t begin = below(header);
      for (std::size_t i = begin; i < std::min(begin + 8, bytes.size()); ++i)
        bytes[i] = static_cast<std::uint8_t>(below(256));
      break;
    }
    case 3: {  // a header in the middle
      const std::vector<std::uint8_t> start(bytes.begin(),
                                            bytes.begin() + std::min<std::ptrdiff_t>(std::ssize(bytes), 200));
      bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size())), start.begin(),
                   start.end());
      break;
    }
    default:
      for (std::size_t flips = 1 + below(6); flips > 0; --flips) {
        bytes[below(header)] ^= static_cast<std::uint8_t>(1U << below(8));
      }
  }
  return bytes;
}

void read_all(const std::string& path) {
  auto source = open_recording(path);
  if (!source) {
    EXPECT_FALSE(source.error().message.empty());
    return;
  }
  SegmentReader reader(std::move(*source), {16000, {16000, 8000}, 4});
  std::int64_t owned = 0;
  std::int64_t batches = 0;
  while (const auto batch = reader.next()) {
    ASSERT_EQ(batch->owned_frames.begin, owned);
    owned = batch->owned_frames.end;
    // A header of 1 Hz makes hours out of these seconds.
    if (++batches == 200) return;
  }
  EXPECT_EQ(owned, reader.frames());
}

TEST(Mutations, of_every_kind_are_refused_or_read_to_their_end) {
  const test::TempFolder folder;
  // Here no ffmpeg is found: its doings are not ours, and what it makes of a file is another test's.
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", folder.path().c_str(), 1);
  std::mt19937 random(20240817);
  for (const Kind& kind : kKinds) {
    SF_INFO format{.frames = 0,
                   .samplerate = 16000,
                   .channels = kind.channels,
                   .format = kind.sndfile_format,
                   .sections = 0,
                   .seekable = 0};
    if (!sf_format_check(&format)) continue;  // libsndfile was built without the encoder
    test::write_sound(folder / "whole", test::make_noise(2 * 24'000, 5), 16000, kind.channels,
                      kind.sndfile_format);
    const FileBytes whole = test::read_bytes(folder / "whole");
    for (int n = 0; n < (test::thorough() ? 1500 : 40); ++n) {
      SCOPED_TRACE(std::string(kind.name) + " " + std::to_string(n));
      test::write_bytes(folder / "mutated", mutate(whole, random));
      const std::int64_t before = test::malloc_live_bytes();
      test::malloc_reset_peak();
      read_all(folder / "mutated");
      if (test::malloc_is_metered()) {
        EXPECT_LT(test::malloc_peak_bytes() - before, kMostBytes);
        // libsndfile 1.2.0 loses some 6 KiB when it refuses an Ogg file.
        EXPECT_LT(test::malloc_live_bytes() - before, 16 << 10);
      }
    }
  }
  ::setenv("PATH", path.c_str(), 1);
}

}  // namespace
}  // namespace nightjar
