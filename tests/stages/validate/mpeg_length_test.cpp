// Whole frames of MP3 that are missing or stand there twice: where no frame shows it, the first one's figures
// do.
#include <gtest/gtest.h>

#include <algorithm>

#include "stages/validate/mpeg_frames.h"
#include "stages/validate/mpeg_tags.h"
#include "tests/support/burst_sound.h"
#include "tests/support/packet_files.h"
#include "tests/support/temp_folder.h"
#include "tests/support/thorough.h"

namespace nightjar {
namespace {

using test::FileBytes;

class MpegLength : public testing::TestWithParam<test::PacketFormat> {
 protected:
  void SetUp() override {
    const std::int64_t frames = 6 * GetParam().sample_rate_hz + 345;
    sound_ = test::make_bursts(frames, GetParam().sample_rate_hz, GetParam().channels, 7);
    const std::string path = folder_ / "whole";
    if (!test::write_packets(path, GetParam(), sound_.samples))
      GTEST_SKIP() << "libsndfile writes no MP3 here";
    whole_ = test::read_bytes(path);
    const auto file = RegularFile::open(path);
    const auto extent = find_mpeg_extent(*file);
    MpegFrames walk(*file, extent->begin, extent->end);
    for (auto frame = *walk.next(); frame; frame = *walk.next()) offsets_.push_back(frame->offset);
    ASSERT_GT(offsets_.size(), 100U);
  }

  test::WholeRead read(const FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    return test::read_whole(folder_ / "a");
  }

  // Where frame i begins, and frames 0 to i of the file.
  std::ptrdiff_t at(std::size_t i) const { return static_cast<std::ptrdiff_t>(offsets_[i]); }
  FileBytes bytes_between(std::size_t i, std::size_t j) const {
    return {whole_.begin() + at(i), whole_.begin() + at(j)};
  }

  test::TempFolder folder_;
  test::BurstSound sound_;
  FileBytes whole_;
  std::vector<std::int64_t> offsets_;  // of the frames
};

TEST_P(MpegLength, tells_of_whole_frames_that_are_missing_or_stand_there_twice) {
  for (std::size_t i = 1; i + 60 < offsets_.size(); i += test::thorough() ? 1 : 11) {
    for (const std::size_t count : {1U, 2U, 50U}) {
      SCOPED_TRACE(std::to_string(count) + " from " + std::to_string(i));
      FileBytes cut = whole_;
      cut.erase(cut.begin() + at(i), cut.begin() + at(i + count));
      const test::WholeRead without = read(cut);
      EXPECT_LT(without.uncertain_from, without.frames());
      EXPECT_EQ(test::wrong_times(without, sound_.onsets), "");
      FileBytes doubled = whole_;
      const FileBytes block = bytes_between(i, i + count);
      doubled.insert(doubled.begin() + at(i), block.begin(), block.end());
      const test::WholeRead twice = read(doubled);
      EXPECT_LT(twice.uncertain_from, twice.frames());
      EXPECT_EQ(test::wrong_times(twice, sound_.onsets), "");
    }
  }
}

TEST_P(MpegLength, is_in_doubt_neither_before_other_bytes_nor_before_another_file) {
  FileBytes longer = whole_;
  longer.resize(longer.size() + 1'000);  // zeros, as some writers leave
  EXPECT_EQ(read(longer).uncertain_from, INT64_MAX);
  FileBytes joined = whole_;
  joined.insert(joined.end(), whole_.begin(), whole_.end());
  const test::WholeRead both = read(joined);
  EXPECT_EQ(both.uncertain_from, INT64_MAX);
  EXPECT_FALSE(both.flaw);
  EXPECT_GT(both.frames(), 12 * GetParam().sample_rate_hz);
}

TEST_P(MpegLength, of_a_file_cut_within_a_frame_is_explained) {
  FileBytes cut = whole_;
  cut.resize(static_cast<std::size_t>(offsets_[80]) + 50);
  const test::WholeRead got = read(cut);
  EXPECT_EQ(got.uncertain_from, INT64_MAX);
  EXPECT_EQ(got.info.declared_frames, std::ssize(sound_.samples) / GetParam().channels);
  EXPECT_LT(got.frames(), *got.info.declared_frames);
}

TEST_P(MpegLength, being_right_the_checksum_tells_of_other_bytes) {
  EXPECT_FALSE(read(whole_).flaw);
  std::size_t altered = 0;
  for (std::size_t i = 20; i + 1 < offsets_.size(); i += test::thorough() ? 1 : 17) {
    FileBytes bytes = whole_;
    for (std::ptrdiff_t byte = at(i) + 40; byte < at(i + 1); ++byte)
      bytes[static_cast<std::size_t>(byte)] ^= 1;
    const test::WholeRead got = read(bytes);
    const bool seen = !got.missing.empty() || got.uncertain_from != INT64_MAX;
    EXPECT_TRUE(seen || (got.flaw && got.flaw->code == ErrorCode::altered)) << i;
    altered += got.flaw ? 1 : 0;
  }
  EXPECT_GT(altered, 0U);
}

std::vector<test::PacketFormat> mp3_formats() {
  std::vector<test::PacketFormat> formats;
  for (const auto& format : test::kPacketFormats) {
    if (!format.has_positions) formats.push_back(format);
  }
  return formats;
}

INSTANTIATE_TEST_SUITE_P(Each, MpegLength, testing::ValuesIn(mp3_formats()),
                         [](const auto& tested) { return std::to_string(tested.param.sample_rate_hz); });

}  // namespace
}  // namespace nightjar
