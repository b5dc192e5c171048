// Damaged files, from the file to the batches.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "stages/read/block_reader.h"
#include "stages/read/segment_reader.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::FileBytes;

class DamagedFile : public testing::Test {
 protected:
  struct Read {
    std::vector<float> samples;  // of segments without overlap, so the recording itself
    std::vector<Gap> gaps;
    std::int64_t frames = 0;
  };

  std::unique_ptr<AudioSource> open(const FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    auto source = open_recording(folder_ / "a");
    EXPECT_TRUE(source) << source.error().message;
    return std::move(*source);
  }

  Read read(const FileBytes& bytes) {
    SegmentReader reader(open(bytes), {16000, {1000, 1000}, 8});
    Read read;
    while (const auto batch = reader.next()) {
      read.samples.insert(read.samples.end(), batch->samples.begin(), batch->samples.end());
      for (const Gap& gap : batch->gaps) {
        // A gap that goes on in the next batch is cut between them.
        const bool goes_on = !read.gaps.empty() && read.gaps.back().end_frame == gap.start_frame &&
                             read.gaps.back().code == gap.code;
        if (goes_on) {
          read.gaps.back().end_frame = gap.end_frame;
        } else {
          read.gaps.push_back(gap);
        }
      }
    }
    read.frames = reader.frames();
    return read;
  }

  FileBytes flac(std::size_t frames, float level = 0.5F) {
    sound_ = test::make_noise(frames, 2, level);
    test::write_sound(folder_ / "whole", sound_, 16000, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    return test::read_bytes(folder_ / "whole");
  }

  test::TempFolder folder_;
  std::vector<float> sound_;
};

TEST_F(DamagedFile, truncated_wav_is_read_to_its_end) {
  test::WavFields fields;
  fields.data_bytes = 200'000;
  const Read got = read(test::make_wav(fields, FileBytes(60'000, 1)));
  EXPECT_EQ(got.frames, 100'000);
  ASSERT_EQ(got.gaps.size(), 1U);
  EXPECT_EQ(got.gaps[0].start_frame, 30'000);
  EXPECT_EQ(got.gaps[0].end_frame, 100'000);
  EXPECT_EQ(got.gaps[0].code, ErrorCode::truncated);
}

TEST_F(DamagedFile, truncated_flac_is_read_to_its_end) {
  FileBytes bytes = flac(100'000);
  bytes.resize(bytes.size() / 2);
  const Read got = read(bytes);
  EXPECT_EQ(got.frames, 100'000);
  ASSERT_EQ(got.gaps.size(), 1U);
  EXPECT_EQ(got.gaps[0].code, ErrorCode::truncated);
  EXPECT_EQ(got.gaps[0].end_frame, 100'000);
  const std::int64_t delivered = got.gaps[0].start_frame;
  EXPECT_NEAR(static_cast<double>(delivered), 50'000, 4096);
  for (std::int64_t i = 0; i < delivered; ++i) {
    ASSERT_NEAR(got.samples[static_cast<std::size_t>(i)], sound_[static_cast<std::size_t>(i)], 1e-4) << i;
  }
}

TEST_F(DamagedFile, damage_in_the_middle_of_flac_is_a_gap_and_what_follows_keeps_its_time) {
  const FileBytes whole = flac(400'000);
  for (const std::size_t bytes_lost : {1U, 3000U}) {
    FileBytes bytes = whole;
    for (std::size_t i = 0; i < bytes_lost; ++i) bytes[bytes.size() / 2 + i] ^= 0x5A;
    const Read got = read(bytes);
    EXPECT_EQ(got.frames, 400'000);
    ASSERT_EQ(got.gaps.size(), 1U);
    const Gap& gap = got.gaps[0];
    EXPECT_EQ(gap.code, ErrorCode::lost_samples);
    EXPECT_LE(gap.start_frame, 200'000 + 5000);
    EXPECT_GE(gap.end_frame, 200'000 - 5000);
    EXPECT_LE(gap.end_frame - gap.start_frame, 3 * 4096);
    for (std::int64_t i = 0; i < 400'000; ++i) {
      if (i >= gap.start_frame && i < gap.end_frame) continue;
      ASSERT_NEAR(got.samples[static_cast<std::size_t>(i)], sound_[static_cast<std::size_t>(i)], 1e-4) << i;
    }
  }
}

TEST_F(DamagedFile, no_sample_of_flac_is_wrong_wherever_a_byte_is) {
  // So quiet that libFLAC has several frames after a damaged one in its buffer, and gives them as if they
  // followed.
  const FileBytes whole = flac(150'000, 0.0003F);
  for (std::size_t at = 10'000; at < whole.size(); at += 2003) {
    SCOPED_TRACE(at);
    FileBytes bytes = whole;
    bytes[at] ^= 0x10;
    const Read got = read(bytes);
    ASSERT_EQ(got.frames, 150'000);
    ASSERT_EQ(got.gaps.size(), 1U);
    const Gap& gap = got.gaps[0];
    for (std::int64_t i = 0; i < 150'000; ++i) {
      if (i >= gap.start_frame && i < gap.end_frame) continue;
      ASSERT_NEAR(got.samples[static_cast<std::size_t>(i)], sound_[static_cast<std::size_t>(i)], 2e-5) << i;
    }
  }
}

TEST_F(DamagedFile, gives_the_same_blocks_alone_and_in_sequence) {
  FileBytes damaged = flac(600'000);
  for (std::size_t i = 0; i < 2000; ++i) damaged[damaged.size() / 3 + i] ^= 0x5A;
  FileBytes cut = damaged;
  cut.resize(cut.size() * 4 / 5);
  for (const FileBytes& bytes : {damaged, cut}) {
    BlockReader sequence(open(bytes), 11025);
    for (std::int64_t k = 0; k < 9; ++k) {
      BlockReader alone(open(bytes), 11025);
      const Block& a = sequence.read(k);
      const Block& b = alone.read(k);
      EXPECT_TRUE(std::equal(a.samples.begin(), a.samples.end(), b.samples.begin(), b.samples.end())) << k;
      ASSERT_EQ(a.missing.size(), b.missing.size()) << k;
      for (std::size_t i = 0; i < a.missing.size(); ++i) {
        EXPECT_EQ(a.missing[i].start_frame, b.missing[i].start_frame);
        EXPECT_EQ(a.missing[i].end_frame, b.missing[i].end_frame);
      }
    }
  }
}

TEST_F(DamagedFile, flac_of_unknown_length_is_read_whole) {
  FileBytes bytes = flac(300'000);
  bytes[21] &= 0xF0;
  for (std::size_t i = 22; i < 26; ++i) bytes[i] = 0;
  const Read got = read(bytes);
  EXPECT_EQ(got.frames, 300'000);
  EXPECT_TRUE(got.gaps.empty());
}

TEST_F(DamagedFile, non_finite_spans_of_a_wav_are_gaps_of_exactly_these_frames) {
  std::vector<float> sound = test::make_noise(2 * 100'000, 1);
  for (std::size_t i = 2 * 20'000; i < 2 * 30'000; i += 2) sound[i] = NAN;
  for (std::size_t i = 2 * 50'000; i < 2 * 50'001; ++i) sound[i] = INFINITY;
  test::write_sound(folder_ / "f", sound, 48000, 2, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  const Read got = read(test::read_bytes(folder_ / "f"));
  ASSERT_EQ(got.gaps.size(), 2U);
  EXPECT_EQ(got.gaps[0].start_frame, 20'000);
  EXPECT_EQ(got.gaps[0].end_frame, 30'000);
  EXPECT_EQ(got.gaps[1].start_frame, 50'000);
  EXPECT_EQ(got.gaps[1].end_frame, 50'001);
  EXPECT_EQ(got.gaps[1].code, ErrorCode::non_finite_samples);
  for (const float x : got.samples) ASSERT_TRUE(std::isfinite(x));
}

TEST_F(DamagedFile, that_becomes_shorter_while_it_is_read_is_truncated) {
  auto source = open(test::make_wav({}, FileBytes(2 * 16000 * 60, 1)));
  SegmentReader reader(std::move(source), {16000, {16000, 16000}, 1});
  ASSERT_TRUE(reader.next());
  std::filesystem::resize_file(folder_ / "a", 44 + 2 * 16000 * 20);
  std::vector<Gap> gaps;
  while (const auto batch = reader.next()) gaps.insert(gaps.end(), batch->gaps.begin(), batch->gaps.end());
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].code, ErrorCode::truncated);
  EXPECT_EQ(gaps[0].start_frame, 16000 * 20);
  EXPECT_EQ(gaps[0].end_frame, 16000 * 60);
}

TEST(RealRecordings, give_the_same_blocks_alone_and_in_sequence) {
  const char* data = std::getenv("NIGHTJAR_DATA");
  if (data == nullptr) GTEST_SKIP() << "NIGHTJAR_DATA is not set";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(data) / "music")) {
    if (entry.path().extension() != ".ogg" || ++files > 4) continue;
    SCOPED_TRACE(entry.path().string());
    BlockReader sequence(std::move(*open_recording(entry.path().string())), 11025);
    for (std::int64_t k = 0; k < 6; ++k) {
      BlockReader alone(std::move(*open_recording(entry.path().string())), 11025);
      const auto a = sequence.read(k).samples;
      const auto b = alone.read(k).samples;
      EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end())) << k;
    }
  }
  EXPECT_GT(files, 3);
}

}  // namespace
}  // namespace nightjar
