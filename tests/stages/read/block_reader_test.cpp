#include "stages/read/block_reader.h"

#include <gtest/gtest.h>
#include <soxr.h>

#include <cmath>
#include <numbers>

#include "tests/stages/read/fake_source.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

using test::FakeSource;

// Noise, and a sweep over the whole band.
std::vector<float> noise_and_sweep(std::int64_t rate_hz, std::int64_t frames, unsigned seed) {
  std::vector<float> sound = test::make_noise(static_cast<std::size_t>(frames), seed, 0.3F);
  const auto rate = static_cast<double>(rate_hz);
  const double seconds = static_cast<double>(frames) / rate;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double t = static_cast<double>(i) / rate;
    sound[i] += 0.3F * static_cast<float>(std::sin(std::numbers::pi * rate / 2 * t * t / seconds));
  }
  return sound;
}

// The whole recording in one call of libsoxr, as one would do it by hand.
std::vector<float> resampled_at_once(const std::vector<float>& sound, RateRatio ratio) {
  std::vector<float> out(
      static_cast<std::size_t>(ratio.to_dst_ceil(static_cast<std::int64_t>(sound.size()))));
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, SOXR_HI_PREC_CLOCK);
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
  std::vector<float> padded = sound;
  padded.resize(sound.size() + static_cast<std::size_t>(Resampler::roll_frames(ratio)) + 1000);
  soxr_t soxr = soxr_create(static_cast<double>(ratio.src()), static_cast<double>(ratio.dst()), 1, nullptr,
                            &io, &quality, &runtime);
  std::size_t done = 0;
  soxr_process(soxr, padded.data(), padded.size(), nullptr, out.data(), out.size(), &done);
  std::size_t more = 0;
  soxr_process(soxr, nullptr, 0, nullptr, out.data() + done, out.size() - done, &more);
  soxr_delete(soxr);
  EXPECT_EQ(done + more, out.size());
  return out;
}

std::vector<float> read_in_sequence(BlockReader& reader) {
  std::vector<float> all;
  for (std::int64_t k = 0;; ++k) {
    const Block& block = reader.read(k);
    all.insert(all.end(), block.samples.begin(), block.samples.end());
    if (static_cast<std::int64_t>(block.samples.size()) < reader.block_samples()) return all;
  }
}

struct Rates {
  std::int64_t file;
  std::int64_t model;
};

constexpr Rates kRates[] = {{8000, 16000},  {11025, 16000}, {22050, 16000}, {32000, 16000},  {44100, 16000},
                            {48000, 16000}, {96000, 16000}, {44101, 16000}, {15999, 16000},  {16000, 16001},
                            {48000, 32000}, {11025, 32000}, {16000, 48000}, {384000, 16000}, {1000, 16000}};

// 3e-6: libsoxr's own rounding in float32 is near 1e-6 at this level; a click at a block's edge would be over
// 1e-3.
TEST(BlockReader, equals_the_whole_recording_resampled_at_once) {
  for (const Rates& rates : kRates) {
    SCOPED_TRACE(std::to_string(rates.file) + " -> " + std::to_string(rates.model));
    const auto sound = noise_and_sweep(rates.file, rates.file * 13 + rates.file / 3 + 1, 17);
    BlockReader reader(std::make_unique<FakeSource>(sound, rates.file), rates.model);
    const auto got = read_in_sequence(reader);
    const auto expected = resampled_at_once(sound, reader.ratio());
    ASSERT_EQ(got.size(), expected.size());
    float worst = 0;
    for (std::size_t i = 0; i < got.size(); ++i) worst = std::max(worst, std::fabs(got[i] - expected[i]));
    EXPECT_LT(worst, 3e-6F);
  }
}

TEST(BlockReader, gives_the_same_bytes_for_a_block_alone_in_sequence_and_backwards) {
  for (const Rates& rates : kRates) {
    SCOPED_TRACE(std::to_string(rates.file) + " -> " + std::to_string(rates.model));
    const auto sound = noise_and_sweep(rates.file, rates.file * 17, 18);
    BlockReader sequence(std::make_unique<FakeSource>(sound, rates.file), rates.model);
    const auto all = read_in_sequence(sequence);
    BlockReader backwards(std::make_unique<FakeSource>(sound, rates.file), rates.model);
    for (std::int64_t k = 3; k >= 0; --k) {
      BlockReader alone(std::make_unique<FakeSource>(sound, rates.file), rates.model);
      for (BlockReader* reader : {&alone, &backwards}) {
        const auto samples = reader->read(k).samples;
        ASSERT_EQ(samples.size(), static_cast<std::size_t>(k < 3 ? 5 * rates.model : 2 * rates.model));
        EXPECT_TRUE(std::equal(samples.begin(), samples.end(), all.begin() + k * 5 * rates.model));
      }
    }
  }
}

TEST(BlockReader, passes_equal_rates_through) {
  const auto sound = test::make_noise(16000 * 12 + 5, 1);
  BlockReader reader(std::make_unique<FakeSource>(sound, 16000), 16000);
  EXPECT_EQ(read_in_sequence(reader), sound);
  EXPECT_EQ(reader.end_frame(), 16000 * 12 + 5);
}

TEST(BlockReader, ends_also_where_the_last_block_is_full) {
  for (const std::int64_t rate : {16000, 44100}) {
    BlockReader reader(
        std::make_unique<FakeSource>(test::make_noise(static_cast<std::size_t>(rate * 10), 1), rate), 16000);
    EXPECT_EQ(reader.read(0).samples.size(), 80'000U);
    EXPECT_EQ(reader.read(1).samples.size(), 80'000U);
    EXPECT_EQ(reader.read(2).samples.size(), 0U);
    EXPECT_EQ(reader.end_frame(), rate * 10);
  }
}

TEST(BlockReader, reads_the_lowest_rates) {
  for (const std::int64_t rate : {1, 2, 7}) {
    BlockReader reader(
        std::make_unique<FakeSource>(std::vector<float>(static_cast<std::size_t>(rate * 7), 1), rate), 16000);
    const auto all = read_in_sequence(reader);
    ASSERT_EQ(all.size(), 7U * 16000U);
    EXPECT_NEAR(all[3 * 16000], 1, 0.2);  // of a constant, with the silence around it
  }
}

TEST(BlockReader, keeps_missing_spans_to_the_frames_of_the_block) {
  auto source = std::make_unique<FakeSource>(std::vector<float>(44100 * 12, 0.1F), 44100);
  const std::int64_t edge = 44100 * 5;
  source->damage({edge, edge + 1});
  const std::int64_t unit = edge / MonoReader::kUnitFrames * MonoReader::kUnitFrames;
  BlockReader reader(std::move(source), 16000);
  const auto first = reader.read(0).missing;
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].start_frame, unit);
  EXPECT_EQ(first[0].end_frame, edge);
  const auto second = reader.read(1).missing;
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].start_frame, edge);
  EXPECT_EQ(second[0].end_frame, unit + MonoReader::kUnitFrames);
  EXPECT_TRUE(reader.read(2).missing.empty());
}

TEST(Resampler, rolls_lie_on_both_grids) {
  for (const Rates& rates : kRates) {
    const RateRatio ratio(rates.file, rates.model);
    const std::int64_t roll = Resampler::roll_frames(ratio);
    EXPECT_EQ(roll % ratio.src(), 0);
    EXPECT_GE(roll * std::min(rates.file, rates.model), Resampler::kReach * rates.file);
  }
  EXPECT_EQ(Resampler::roll_frames(RateRatio(44101, 16000)), 44101);
  EXPECT_EQ(Resampler::roll_frames(RateRatio(16000, 16000)), 0);
}

}  // namespace
}  // namespace nightjar
