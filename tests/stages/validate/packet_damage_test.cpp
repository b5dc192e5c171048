// Formats that come in packets: whole files are read whole; of damaged ones nothing is lost in silence, and
// what comes later keeps its time or is marked.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "stages/base/timeline.h"
#include "stages/validate/audio_source.h"
#include "tests/support/burst_sound.h"
#include "tests/support/packet_files.h"
#include "tests/support/temp_folder.h"
#include "tests/support/thorough.h"

namespace nightjar {
namespace {

using test::FileBytes;
using test::Harm;
using test::harmed;
using test::PacketFormat;

class PacketFormats : public testing::TestWithParam<PacketFormat> {
 protected:
  // Of some seconds; false, and the test is skipped, where there is no encoder.
  bool make() {
    const PacketFormat& format = GetParam();
    frames_ = (test::thorough() ? 12 : 8) * format.sample_rate_hz + 345;
    sound_ = test::make_bursts(frames_, format.sample_rate_hz, format.channels, 7);
    if (!test::write_packets(folder_ / "whole", format, sound_.samples)) return false;
    whole_ = test::read_bytes(folder_ / "whole");
    return true;
  }

  test::WholeRead read(const FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    return test::read_whole(folder_ / "a");
  }

  // How far `mono` lies behind the sound, by their product, within 1,200 frames.
  std::int64_t lag(const std::vector<float>& mono) const {
    const auto channels = static_cast<std::size_t>(GetParam().channels);
    const auto at = static_cast<std::size_t>(sound_.onsets[5]);
    const auto around = static_cast<std::size_t>(GetParam().sample_rate_hz / 20);
    double best = 0;
    std::int64_t best_lag = INT64_MAX;
    for (std::int64_t shift = -1'200; shift <= 1'200; ++shift) {
      double sum = 0;
      for (std::size_t i = at - around; i < at + around; ++i) {
        sum += static_cast<double>(sound_.samples[i * channels]) *
               static_cast<double>(mono[static_cast<std::size_t>(static_cast<std::int64_t>(i) + shift)]);
      }
      if (sum > best) {
        best = sum;
        best_lag = shift;
      }
    }
    return best_lag;
  }

  test::TempFolder folder_;
  std::int64_t frames_ = 0;
  test::BurstSound sound_;
  FileBytes whole_;
};

#define MAKE_OR_SKIP() \
  if (!make()) GTEST_SKIP() << "libsndfile was built without the encoder of " << GetParam().name

TEST_P(PacketFormats, are_read_whole_with_their_length_and_times) {
  MAKE_OR_SKIP();
  const test::WholeRead got = read(whole_);
  EXPECT_EQ(got.info.sample_rate_hz, GetParam().sample_rate_hz);
  EXPECT_EQ(got.info.channels, GetParam().channels);
  EXPECT_EQ(got.info.declared_frames, frames_);
  EXPECT_EQ(got.frames(), frames_);
  EXPECT_TRUE(got.missing.empty());
  EXPECT_EQ(got.uncertain_from, INT64_MAX);
  EXPECT_FALSE(got.flaw);
  EXPECT_EQ(test::wrong_times(got, sound_.onsets), "");
  EXPECT_EQ(lag(got.mono), 0);
  const auto channels = static_cast<std::size_t>(GetParam().channels);
  for (std::size_t i = 0; GetParam().lossless && i < got.mono.size(); ++i) {
    ASSERT_NEAR(got.mono[i], sound_.samples[i * channels], 4e-5) << i;
  }
}

TEST_P(PacketFormats, keep_later_times_or_mark_them_after_damage) {
  MAKE_OR_SKIP();
  for (const Harm harm : test::kHarms) {
    for (const std::size_t offset : {whole_.size() / 2, whole_.size() / 3 + 1'111}) {
      SCOPED_TRACE(std::string(test::name(harm)) + " at " + std::to_string(offset));
      // A page or frame in which a block ends that stands there twice is whole only in a long one.
      // And no whole number of MP3 frames: see mpeg_length_test.cpp.
      const std::size_t bytes = harm == Harm::twice ? whole_.size() / 3 + 7 : whole_.size() / 20;
      const test::WholeRead got = read(harmed(whole_, harm, offset, bytes, 3));
      EXPECT_EQ(test::wrong_times(got, sound_.onsets), "");
      if (GetParam().has_positions) {
        EXPECT_EQ(got.frames(), frames_);
        EXPECT_EQ(got.uncertain_from, INT64_MAX);
        EXPECT_EQ(got.missing.empty(), harm == Harm::twice);
        // A page or a few frames more than what was overwritten.
        EXPECT_LT(got.missing_frames(), 4 * GetParam().sample_rate_hz);
      } else {
        EXPECT_LT(got.uncertain_from, frames_);
        EXPECT_GT(got.uncertain_from, frames_ / 4);
      }
      EXPECT_FALSE(got.flaw);
    }
  }
}

TEST_P(PacketFormats, cut_in_half_are_truncated) {
  MAKE_OR_SKIP();
  FileBytes half = whole_;
  half.resize(half.size() / 2);
  const test::WholeRead got = read(half);
  EXPECT_EQ(test::wrong_times(got, sound_.onsets), "");
  EXPECT_GT(got.frames(), frames_ / 4);
  EXPECT_LT(got.frames(), frames_ * 3 / 4);
  const bool declared = got.info.declared_frames.value_or(0) == frames_;
  EXPECT_TRUE(declared || (got.flaw && got.flaw->code == ErrorCode::truncated));
}

TEST_P(PacketFormats, with_a_checksum_of_other_sound_are_altered) {
  MAKE_OR_SKIP();
  // The stream's checksum, behind the mark of its first block. In Ogg the first page has a checksum too.
  const bool in_ogg = GetParam().sndfile_format == test::kOggFlac;
  const std::size_t md5 = in_ogg ? 28 + 17 + 18 : 8 + 18;
  if (!GetParam().lossless) return;
  FileBytes bytes = whole_;
  bytes[md5] ^= 1;
  if (in_ogg) test::sign_page(bytes, 0, 28 + 51);
  const test::WholeRead got = read(bytes);
  ASSERT_TRUE(got.flaw);
  EXPECT_EQ(got.flaw->code, ErrorCode::altered);
  EXPECT_EQ(got.frames(), frames_);
  EXPECT_TRUE(got.missing.empty());
  // Of a part, and of what is damaged, there is no checksum.
  auto source = open_recording(folder_ / "a");
  std::vector<float> end(static_cast<std::size_t>(frames_ * GetParam().channels));
  ASSERT_TRUE((*source)->read(frames_ / 2, end));
  EXPECT_FALSE((*source)->damage().flaw);
  std::span<float> begin(end);
  ASSERT_TRUE((*source)->read(0, begin.first(begin.size() / 4)));
  ASSERT_EQ((*source)->read(frames_ + 100, end), 0);  // what lies between is passed over
  EXPECT_FALSE((*source)->damage().flaw);
  EXPECT_FALSE(read(harmed(bytes, Harm::noise, bytes.size() / 2, 100, 3)).flaw);
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(md5), 16, std::uint8_t{0});  // not stated
  if (in_ogg) test::sign_page(bytes, 0, 28 + 51);
  EXPECT_FALSE(read(bytes).flaw);
}

TEST_P(PacketFormats, give_the_same_from_any_place_in_any_order) {
  MAKE_OR_SKIP();
  std::vector<FileBytes> files = {whole_};
  for (const Harm harm : test::kHarms)
    if (test::thorough() || harm == Harm::noise)
      files.push_back(test::harmed(whole_, harm, whole_.size() / 2, whole_.size() / 20, 5));
  for (const FileBytes& bytes : files) {
    const test::WholeRead straight = read(bytes);
    auto source = open_recording(folder_ / "a");
    ASSERT_TRUE(source);
    const auto channels = static_cast<std::size_t>(GetParam().channels);
    std::vector<float> part(3'000 * channels);
    for (const std::int64_t percent : {90, 50, 51, 3, 49, 99, 0, 70}) {
      const std::int64_t begin = straight.frames() * percent / 100;
      SCOPED_TRACE(begin);
      const auto got = (*source)->read(begin, part);
      ASSERT_TRUE(got);
      EXPECT_EQ(*got, std::min<std::int64_t>(3'000, straight.frames() - begin));
      for (std::int64_t i = 0; i < *got; ++i) {
        ASSERT_EQ(part[static_cast<std::size_t>(i) * channels],
                  straight.mono[static_cast<std::size_t>(begin + i)])
            << i;
      }
      std::int64_t missing = 0;
      for (const Gap& gap : (*source)->damage().missing) missing += gap.end_frame - gap.start_frame;
      std::int64_t expected = 0;
      for (const Gap& gap : straight.missing)
        expected += intersect({begin, begin + *got}, {gap.start_frame, gap.end_frame}).size();
      EXPECT_EQ(missing, expected);
    }
  }
}

TEST_P(PacketFormats, print_nothing_whatever_is_wrong) {
  MAKE_OR_SKIP();
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  for (unsigned seed = 0; seed < (test::thorough() ? 50 : 3); ++seed) {
    const std::size_t at = whole_.size() / 4 + 997 * seed % (whole_.size() / 4);  // some files are short
    read(harmed(whole_, Harm::noise, at, 37 * seed + 1, seed));
    FileBytes sprinkled = whole_;  // some bytes inside frames, which are then found, and decoded
    for (std::size_t i = 2'000 + seed; i < whole_.size(); i += 61) {
      if (sprinkled[i] != 0xFF && sprinkled[i - 1] != 0xFF && sprinkled[i - 2] != 0xFF) sprinkled[i] ^= 0x55;
    }
    test::write_bytes(folder_ / "a", sprinkled);
    if (open_recording(folder_ / "a")) test::read_whole(folder_ / "a");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

INSTANTIATE_TEST_SUITE_P(Each, PacketFormats, testing::ValuesIn(test::kPacketFormats),
                         [](const auto& tested) {
                           std::string name = tested.param.name;
                           std::erase(name, ',');
                           std::ranges::replace(name, ' ', '_');
                           return name;
                         });

TEST(RealRecordings, of_ogg_and_flac_are_whole) {
  const char* data = std::getenv("NIGHTJAR_DATA");
  if (data == nullptr) GTEST_SKIP() << "NIGHTJAR_DATA is not set";
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    const auto extension = entry.path().extension();
    if (extension != ".ogg" && extension != ".flac") continue;
    if (!test::thorough() && std::hash<std::string>{}(entry.path().filename().string()) % 64 != 0) continue;
    SCOPED_TRACE(entry.path().string());
    const test::WholeRead got = test::read_whole(entry.path().string());
    EXPECT_TRUE(got.missing.empty());
    EXPECT_FALSE(got.flaw);
    EXPECT_EQ(got.info.declared_frames, got.frames());
    ++files;
  }
  EXPECT_GE(files, 10);
}

}  // namespace
}  // namespace nightjar
