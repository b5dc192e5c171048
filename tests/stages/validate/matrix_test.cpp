// Known sound through every container and codec of libsndfile without packets of its own, at many rates and
// numbers of channels: what comes out is that sound, as long, and at its time; read in pieces or at once.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>
#include <random>

#include "stages/validate/audio_source.h"
#include "tests/stages/validate/quantisation_steps.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/support/thorough.h"

namespace nightjar {
namespace {

constexpr std::int64_t kMatrixFrames = 5011;  // whole blocks of no codec

// What a codec does to the sound.
struct Codec {
  int subformat;
  const char* name;
  float max_error;                // of a sample; 0: exact; -1: see min_snr_db
  double min_snr_db;              // of a lossy codec, over all of the sound
  std::int64_t block_frames = 1;  // declared and delivered are whole blocks, unless the header says more
  int max_channels = 64;
};

const Codec kS8{SF_FORMAT_PCM_S8, "pcm_s8", test::kStep8, 0};
const Codec kU8{SF_FORMAT_PCM_U8, "pcm_u8", test::kStep8, 0};
const Codec kS16{SF_FORMAT_PCM_16, "pcm_s16", test::kStep16, 0};
const Codec kS24{SF_FORMAT_PCM_24, "pcm_s24", test::kStep24, 0};
const Codec kS32{SF_FORMAT_PCM_32, "pcm_s32", 1e-7F, 0};
const Codec kF32{SF_FORMAT_FLOAT, "pcm_f32", 0, 0};
const Codec kF64{SF_FORMAT_DOUBLE, "pcm_f64", 0, 0};
const Codec kAlaw{SF_FORMAT_ALAW, "alaw", -1, 30};
const Codec kMulaw{SF_FORMAT_ULAW, "mulaw", -1, 30};
const Codec kIma{SF_FORMAT_IMA_ADPCM, "ima_adpcm", -1, 15, 0, 2};
const Codec kIma4{SF_FORMAT_IMA_ADPCM, "ima_adpcm", -1, 15, 64, 2};
const Codec kMs{SF_FORMAT_MS_ADPCM, "ms_adpcm", -1, 15, 0, 2};
const Codec kGsmWav{SF_FORMAT_GSM610, "gsm", -1, 3, 320, 1};
const Codec kGsm{SF_FORMAT_GSM610, "gsm", -1, 3, 160, 1};
const Codec kG721{SF_FORMAT_G721_32, "g721", -1, 15, 120, 1};
const Codec kG72324{SF_FORMAT_G723_24, "g723_24", -1, 8, 120, 1};
const Codec kG72340{SF_FORMAT_G723_40, "g723_40", -1, 20, 120, 1};
const Codec kNms16{SF_FORMAT_NMS_ADPCM_16, "nms_adpcm_16", -1, 5, 160, 1};
const Codec kNms24{SF_FORMAT_NMS_ADPCM_24, "nms_adpcm_24", -1, 8, 160, 1};
const Codec kNms32{SF_FORMAT_NMS_ADPCM_32, "nms_adpcm_32", -1, 12, 160, 1};
const Codec kAlac16{SF_FORMAT_ALAC_16, "alac", test::kStep16, 0, 1, 8};
const Codec kAlac20{SF_FORMAT_ALAC_20, "alac", test::kStep20, 0, 1, 8};
const Codec kAlac24{SF_FORMAT_ALAC_24, "alac", test::kStep24, 0, 1, 8};
const Codec kAlac32{SF_FORMAT_ALAC_32, "alac", 1e-7F, 0, 1, 8};

struct Container {
  int major;
  const char* name;
  std::vector<Codec> codecs;
};

const Container kContainers[] = {
    {SF_FORMAT_WAV,
     "wav",
     {kU8, kS16, kS24, kS32, kF32, kF64, kAlaw, kMulaw, kIma, kMs, kGsmWav, kG721, kNms16, kNms24, kNms32}},
    {SF_FORMAT_WAVEX, "wav", {kU8, kS16, kS24, kS32, kF32, kF64, kAlaw, kMulaw}},
    {SF_FORMAT_RF64, "rf64", {kU8, kS16, kS24, kS32, kF32, kF64, kAlaw, kMulaw}},
    {SF_FORMAT_W64, "w64", {kU8, kS16, kS24, kS32, kF32, kF64, kAlaw, kMulaw, kIma, kMs, kGsmWav}},
    {SF_FORMAT_AIFF, "aifc", {kU8, kF32, kF64, kAlaw, kMulaw, kIma4, kGsm}},
    {SF_FORMAT_AIFF, "aiff", {kS8, kS16, kS24, kS32}},
    {SF_FORMAT_AIFF | SF_ENDIAN_LITTLE, "aifc", {kS16, kS24, kS32}},
    {SF_FORMAT_AU, "au", {kS8, kS16, kS24, kS32, kF32, kF64, kAlaw, kMulaw, kG721, kG72324, kG72340}},
    {SF_FORMAT_AU | SF_ENDIAN_LITTLE, "au", {kS16, kS24, kS32, kF32, kF64}},
    {SF_FORMAT_CAF,
     "caf",
     {kS8, kS16, kS24, kS32, kF32, kF64, kAlaw, kMulaw, kAlac16, kAlac20, kAlac24, kAlac32}},
    {SF_FORMAT_CAF | SF_ENDIAN_LITTLE, "caf", {kS16, kS24, kS32, kF32, kF64}},
};

struct Extent {
  std::vector<int> rates, channels;
  std::int64_t pieces;
};

Extent extent() {
  if (!test::thorough()) return {{8000, 44100}, {1, 2, 8}, 8};
  return {{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 192000},
          {1, 2, 3, 6, 8, 17, 64},
          60};
}

// float32 [kMatrixFrames * channels]: a sweep of frequencies up to a tenth of the rate, between two tones;
// another loudness and phase in each channel. Decoders are slow to follow from silence, so it starts softly.
std::vector<float> known_sound(int channels) {
  std::vector<float> sound;
  sound.reserve(static_cast<std::size_t>(kMatrixFrames * channels));
  for (std::int64_t i = 0; i < kMatrixFrames; ++i) {
    const double t = static_cast<double>(i);
    const double sweep = 2 * M_PI * (0.005 * t + 0.5 * 0.09 * t * t / kMatrixFrames);
    const double fade = std::min(1.0, t / 400);
    for (int c = 0; c < channels; ++c) {
      const double level = 0.5 - 0.3 * c / channels;
      sound.push_back(static_cast<float>(level * fade * std::sin(sweep + c)));
    }
  }
  return sound;
}

// In dB, of `got` as the sound `lag` frames later.
double snr_db(const std::vector<float>& sound, const std::vector<float>& got, int channels,
              std::int64_t lag) {
  double signal = 0;
  double noise = 0;
  const std::int64_t shift = lag * channels;
  for (std::int64_t i = 100 * channels; i < std::ssize(sound) - 100 * channels; ++i) {
    const double s = static_cast<double>(sound[static_cast<std::size_t>(i)]);
    const double e = static_cast<double>(got[static_cast<std::size_t>(i + shift)]) - s;
    signal += s * s;
    noise += e * e;
  }
  return 10 * std::log10(signal / noise);
}

void check_samples(const Codec& codec, const std::vector<float>& sound, const std::vector<float>& got,
                   int channels) {
  if (codec.max_error >= 0) {
    for (std::size_t i = 0; i < sound.size(); ++i) ASSERT_NEAR(got[i], sound[i], codec.max_error) << i;
    return;
  }
  const double snr = snr_db(sound, got, channels, 0);
  EXPECT_GT(snr, codec.min_snr_db);
  for (const std::int64_t lag : {-40, -3, -1, 1, 3, 40})
    EXPECT_LT(snr_db(sound, got, channels, lag), snr) << lag;
}

void check_pieces(AudioSource& source, const std::vector<float>& got, std::int64_t frames, int channels,
                  std::int64_t pieces) {
  std::mt19937 random(17);
  for (std::int64_t n = 0; n < pieces; ++n) {
    const auto begin = std::uniform_int_distribution<std::int64_t>(0, frames - 1)(random);
    const auto count = std::uniform_int_distribution<std::int64_t>(1, 900)(random);
    std::vector<float> piece(static_cast<std::size_t>(count * channels));
    const std::int64_t expected = std::min(count, frames - begin);
    ASSERT_EQ(source.read(begin, piece), expected) << begin;
    const auto same = got.begin() + begin * channels;
    ASSERT_TRUE(std::equal(piece.begin(), piece.begin() + expected * channels, same))
        << begin << "+" << count;
  }
}

void check(const std::string& path, const Container& container, const Codec& codec, int rate, int channels,
           std::int64_t pieces) {
  const auto sound = known_sound(channels);
  test::write_sound(path, sound, rate, channels, container.major | codec.subformat);
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  const RecordingInfo& info = (*source)->info();
  EXPECT_EQ(info.container, container.name);
  EXPECT_EQ(info.codec, codec.name);
  EXPECT_EQ(info.sample_rate_hz, rate);
  EXPECT_EQ(info.channels, channels);
  const std::int64_t frames = info.declared_frames.value_or(0);
  EXPECT_GE(frames, kMatrixFrames);
  // libsndfile counts the byte that pads an AIFF chunk of odd size as sound.
  const bool padded = (container.major & SF_FORMAT_TYPEMASK) == SF_FORMAT_AIFF && channels == 1;
  if (codec.block_frames > 0) {
    EXPECT_LT(frames, kMatrixFrames + codec.block_frames + (padded ? 1 : 0));
  }
  EXPECT_EQ((*source)->available_frames(), frames);
  std::vector<float> got(static_cast<std::size_t>((frames + 50) * channels));
  const auto delivered = (*source)->read(0, got);
  ASSERT_TRUE(delivered) << delivered.error().message;
  ASSERT_EQ(*delivered, frames);
  check_samples(codec, sound, got, channels);
  check_pieces(**source, got, frames, channels, pieces);
}

TEST(FormatMatrix, gives_known_sound_back_from_every_container_and_codec) {
  const test::TempFolder folder;
  const auto [rates, channels_tried, pieces] = extent();
  int cases = 0;
  for (const Container& container : kContainers) {
    for (const Codec& codec : container.codecs) {
      for (const int rate : rates) {
        for (const int channels : channels_tried) {
          if (channels > codec.max_channels) continue;
          SCOPED_TRACE(std::string(container.name) + " " + codec.name + " " + std::to_string(rate) + " Hz, " +
                       std::to_string(channels) + " channels");
          check(folder / "a", container, codec, rate, channels, pieces);
          ++cases;
        }
      }
    }
  }
  EXPECT_GT(cases, 250);
}

}  // namespace
}  // namespace nightjar
