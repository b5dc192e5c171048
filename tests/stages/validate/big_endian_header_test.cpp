// What the headers of AIFF, AU and CAF say against what the file holds; and what of them is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cstdlib>

#include "stages/validate/audio_source.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::append_be;
using test::append_text;
using test::FileBytes;
using testing::HasSubstr;

class BigEndianHeader : public testing::Test {
 protected:
  // No ffmpeg: what we do not read is refused.
  void SetUp() override { ::setenv("PATH", folder_.path().c_str(), 1); }
  void TearDown() override { ::setenv("PATH", path_.c_str(), 1); }

  Expected<std::unique_ptr<AudioSource>> open(const FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    return open_recording(folder_ / "a");
  }

  // Declared frames, those that can be there, and those that are.
  void expect(const FileBytes& bytes, std::optional<std::int64_t> declared, std::int64_t available) {
    auto source = open(bytes);
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ((*source)->info().declared_frames, declared);
    EXPECT_EQ((*source)->available_frames(), available);
    std::vector<float> sound(100'000);
    EXPECT_EQ((*source)->read(0, sound), available);
  }

  void expect_refused(const FileBytes& bytes, ErrorCode code, const std::string& what) {
    const auto source = open(bytes);
    ASSERT_FALSE(source) << what;
    EXPECT_EQ(name(source.error().code), name(code));
    EXPECT_THAT(source.error().message, HasSubstr(what));
    EXPECT_THAT(source.error().message, HasSubstr("; expected "));
  }

  FileBytes written(int format, int channels = 1, std::size_t frames = 10'000) {
    test::write_sound(folder_ / "whole", test::make_noise(frames * static_cast<std::size_t>(channels), 1),
                      16000, channels, format);
    return test::read_bytes(folder_ / "whole");
  }

  test::TempFolder folder_;
  std::string path_ = std::getenv("PATH");
};

// 16-bit mono at 16 kHz.
void append_comm(FileBytes& bytes, std::uint64_t frames, std::uint64_t channels = 1,
                 const std::string& codec = "") {
  append_text(bytes, "COMM");
  append_be(bytes, codec.empty() ? 18 : 24, 4);
  append_be(bytes, channels, 2);
  append_be(bytes, frames, 4);
  append_be(bytes, 16, 2);
  append_be(bytes, 0x400C, 2);  // 2^13 <= 16000
  append_be(bytes, 0xFA00000000000000, 8);
  append_text(bytes, codec);
  if (!codec.empty()) append_be(bytes, 0, 2);
}

void append_ssnd(FileBytes& bytes, std::uint64_t frames, std::uint64_t stated, std::uint64_t offset = 0) {
  append_text(bytes, "SSND");
  append_be(bytes, stated, 4);
  append_be(bytes, offset, 4);
  append_be(bytes, 0, 4);
  for (std::uint64_t i = 0; i < offset + 2 * frames; ++i) append_be(bytes, i < offset ? 0x7F : 1, 1);
}

FileBytes form(const std::string& kind) {
  FileBytes bytes;
  append_text(bytes, "FORM");
  append_be(bytes, 0, 4);
  append_text(bytes, kind);
  return bytes;
}

TEST_F(BigEndianHeader, of_aiff_is_found_in_either_order_behind_other_chunks) {
  FileBytes bytes = form("AIFF");
  append_ssnd(bytes, 300, 608);
  append_text(bytes, "NAME");
  append_be(bytes, 3, 4);
  append_text(bytes, "abc");
  append_be(bytes, 0, 1);  // padding
  FileBytes unpadded = bytes;
  unpadded.pop_back();
  append_comm(bytes, 300);
  append_comm(unpadded, 300);
  expect(bytes, 300, 300);
  expect(unpadded, 300, 300);
}

TEST_F(BigEndianHeader, of_aiff_leaves_out_an_offset_before_the_sound_and_what_follows_it) {
  FileBytes bytes = form("AIFF");
  append_comm(bytes, 300);
  append_ssnd(bytes, 300, 608 + 16, 16);
  append_text(bytes, "ANNO");
  append_be(bytes, 0xFFFFFFFF, 4);
  bytes.resize(bytes.size() + 1000, 0x55);
  expect(bytes, 300, 300);
  std::vector<float> first(1);
  ASSERT_EQ((*open(bytes))->read(0, first), 1);
  EXPECT_EQ(first[0], 257.0F / 32768);
}

TEST_F(BigEndianHeader, of_a_truncated_aiff_is_what_was_declared) {
  FileBytes bytes = form("AIFF");
  append_comm(bytes, 1000);
  append_ssnd(bytes, 300, 2008);
  expect(bytes, 1000, 300);
  bytes = form("AIFF");
  append_comm(bytes, 0x7FFFFFFF);
  append_ssnd(bytes, 300, 0xFFFFFFF0);
  expect(bytes, 0x7FFFFFFF, 300);
}

TEST_F(BigEndianHeader, of_aiff_that_contradicts_itself_declares_the_longer) {
  FileBytes bytes = form("AIFF");
  append_comm(bytes, 1000);
  append_ssnd(bytes, 300, 608);
  append_text(bytes, "ANNO");
  bytes.resize(bytes.size() + 5000, 0x55);  // not sound
  expect(bytes, 1000, 300);
}

TEST_F(BigEndianHeader, of_a_streaming_writer_goes_on_until_the_files_end) {
  for (const std::uint64_t open : {std::uint64_t{0}, std::uint64_t{0xFFFFFFFF}}) {
    FileBytes aiff = form("AIFF");
    append_comm(aiff, 0);
    append_ssnd(aiff, 300, open);
    expect(aiff, std::nullopt, 300);
    FileBytes au = written(SF_FORMAT_AU | SF_FORMAT_PCM_16, 1, 300);
    for (std::size_t i = 8; i < 12; ++i) au[i] = open == 0 ? 0 : 0xFF;
    expect(au, std::nullopt, 300);
    FileBytes caf = written(SF_FORMAT_CAF | SF_FORMAT_PCM_16, 1, 300);
    const auto data = std::search(caf.begin(), caf.end(), "data", "data" + 4);
    std::fill_n(data + 4, 8, open == 0 ? 0 : 0xFF);
    expect(caf, std::nullopt, 300);
  }
}

TEST_F(BigEndianHeader, of_ima4_is_the_same_in_caf_as_in_aiff) {
  const auto sound = written(SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM, 2);
  const auto ssnd = std::search(sound.begin(), sound.end(), "SSND", "SSND" + 4) + 16;
  FileBytes caf;
  append_text(caf, "caff");
  append_be(caf, 0x00010000, 4);
  append_text(caf, "desc");
  append_be(caf, 32, 8);
  append_be(caf, 0x40CF400000000000, 8);  // 16000.0
  append_text(caf, "ima4");
  for (const std::uint64_t field : {0, 68, 64, 2, 0}) append_be(caf, field, 4);
  append_text(caf, "data");
  append_be(caf, static_cast<std::uint64_t>(4 + (sound.end() - ssnd)), 8);
  append_be(caf, 0, 4);
  caf.insert(caf.end(), ssnd, sound.end());
  std::vector<float> from_aiff(30'000);
  std::vector<float> from_caf(30'000);
  auto aiff_source = open_recording(folder_ / "whole");
  auto caf_source = open(caf);
  ASSERT_TRUE(aiff_source) << aiff_source.error().message;
  ASSERT_TRUE(caf_source) << caf_source.error().message;
  EXPECT_EQ((*caf_source)->info().codec, "ima_adpcm");
  ASSERT_GE((*aiff_source)->read(0, from_aiff).value_or(0), 10'000);
  ASSERT_GE((*caf_source)->read(0, from_caf).value_or(0), 10'000);
  EXPECT_EQ(from_aiff, from_caf);
}

TEST_F(BigEndianHeader, of_aiff_is_refused_where_it_cannot_be) {
  FileBytes bytes = form("AIFF");
  expect_refused(bytes, ErrorCode::bad_header, "no COMM chunk");
  append_comm(bytes, 300);
  expect_refused(bytes, ErrorCode::bad_header, "no SSND chunk");
  FileBytes far = bytes;
  append_ssnd(far, 300, 608);
  far[12 + 26 + 8] = 0x7F;  // the offset
  expect_refused(far, ErrorCode::bad_header, "bytes into its chunk");
  bytes = form("AIFF");
  append_text(bytes, "COMM");
  append_be(bytes, 10, 4);
  bytes.resize(bytes.size() + 10);
  expect_refused(bytes, ErrorCode::bad_header, "a COMM chunk of 10 bytes");
  bytes = form("AIFF");
  append_comm(bytes, 300, 0);
  append_ssnd(bytes, 300, 608);
  expect_refused(bytes, ErrorCode::bad_header, "0 channels");
  bytes = form("AIFF");
  append_comm(bytes, 300, 65);
  append_ssnd(bytes, 300, 608);
  expect_refused(bytes, ErrorCode::too_many_channels, "65 channels");
  bytes[12 + 8 + 8] = 0x7F;  // the exponent of the rate
  bytes[12 + 8 + 1] = 1;
  expect_refused(bytes, ErrorCode::bad_sample_rate, "sample rate 0 Hz");
  bytes = form("AIFC");
  append_comm(bytes, 300, 1, "QDM2");
  append_ssnd(bytes, 300, 608);
  expect_refused(bytes, ErrorCode::unsupported_format, "'QDM2' samples of 16 bits");
  bytes = form("AIFF");
  for (int i = 0; i < 5000; ++i) {
    append_text(bytes, "JUNK");
    append_be(bytes, 0, 4);
  }
  expect_refused(bytes, ErrorCode::bad_header, "more than 4096 chunks");
}

TEST_F(BigEndianHeader, of_au_is_refused_where_it_cannot_be) {
  const FileBytes whole = written(SF_FORMAT_AU | SF_FORMAT_PCM_16);
  const auto with = [&](std::size_t at, std::uint8_t value) {
    FileBytes bytes = whole;
    bytes[at] = value;
    return bytes;
  };
  expect_refused(FileBytes(whole.begin(), whole.begin() + 20), ErrorCode::bad_header,
                 "an AU header of 20 bytes");
  expect_refused(with(7, 23), ErrorCode::bad_header, "sound at byte 23");
  expect_refused(with(4, 0x7F), ErrorCode::bad_header, "sound at byte 2130706456");
  expect_refused(with(15, 99), ErrorCode::unsupported_format, "AU encoding 99");
  expect_refused(with(16, 0x7F), ErrorCode::bad_sample_rate, "sample rate 2130722432");
  expect_refused(with(23, 0), ErrorCode::bad_header, "0 channels");
  FileBytes stereo = written(SF_FORMAT_AU | SF_FORMAT_G721_32);
  stereo[23] = 2;
  expect_refused(stereo, ErrorCode::too_many_channels, "2 channels of g721");
}

TEST_F(BigEndianHeader, of_caf_is_refused_where_it_cannot_be) {
  const FileBytes whole = written(SF_FORMAT_CAF | SF_FORMAT_PCM_16);
  const auto with = [&](std::size_t at, std::uint8_t value) {
    FileBytes bytes = whole;
    bytes[at] = value;
    return bytes;
  };
  expect_refused(FileBytes(whole.begin(), whole.begin() + 15), ErrorCode::bad_header, "no 'desc' chunk");
  expect_refused(FileBytes(whole.begin(), whole.begin() + 30), ErrorCode::bad_header, "a 'desc' chunk of");
  expect_refused(FileBytes(whole.begin(), whole.begin() + 52), ErrorCode::bad_header, "no 'data' chunk");
  expect_refused(with(20, 0x7F), ErrorCode::bad_sample_rate, "sample rate 0 Hz");  // far above any
  expect_refused(with(28, 'x'), ErrorCode::unsupported_format, "'xpcm' samples of 16 bits");
  expect_refused(with(39, 3), ErrorCode::bad_header, "packets of 3 bytes and 1 frames");
  expect_refused(with(47, 65), ErrorCode::too_many_channels, "65 channels");
}

TEST_F(BigEndianHeader, of_alac_is_refused_without_its_tables) {
  const FileBytes whole = written(SF_FORMAT_CAF | SF_FORMAT_ALAC_16);
  const auto renamed = [&](const char* chunk) {
    FileBytes bytes = whole;
    *std::search(bytes.begin(), bytes.end(), chunk, chunk + 4) = 'x';
    return bytes;
  };
  expect_refused(renamed("pakt"), ErrorCode::bad_header, "no table of packets");
  expect_refused(renamed("kuki"), ErrorCode::bad_header, "a 'kuki' chunk that is none of ALAC");
  FileBytes bytes = whole;
  bytes[35] = 9;  // a flag for no number of bits
  expect_refused(bytes, ErrorCode::unsupported_format, "ALAC of 1 channels in packets of 4096 frames");
}

}  // namespace
}  // namespace nightjar
