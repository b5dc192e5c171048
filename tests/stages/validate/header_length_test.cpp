// What a header says of its length against what the file holds: WAV, RF64, Wave64, FLAC.
#include <gtest/gtest.h>
#include <sndfile.h>

#include "stages/validate/audio_source.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::FileBytes;
using test::WavFields;

class HeaderLength : public testing::Test {
 protected:
  Expected<std::unique_ptr<AudioSource>> open(const FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    return open_recording(folder_ / "a");
  }

  // 16-bit mono: declared frames, those that can be there, those that are.
  void expect(const FileBytes& bytes, std::optional<std::int64_t> declared, std::int64_t available,
              std::int64_t delivered) {
    auto source = open(bytes);
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ((*source)->info().declared_frames, declared);
    EXPECT_EQ((*source)->available_frames(), available);
    std::vector<float> sound(10'000);
    EXPECT_EQ((*source)->read(0, sound), delivered);
  }

  test::TempFolder folder_;
};

// `value` as the 16-bit samples of a payload.
FileBytes payload(std::size_t frames, std::uint8_t value = 1) {
  return FileBytes(2 * frames, value);
}

TEST_F(HeaderLength, of_a_truncated_wav_is_what_was_declared) {
  WavFields fields;
  fields.data_bytes = 2000;
  expect(test::make_wav(fields, payload(300)), 1000, 300, 300);
  expect(test::make_wav(fields, {}), 1000, 0, 0);
  expect(test::make_wav(fields, FileBytes(601)), 1000, 300, 300);  // cut inside a frame
  fields.data_bytes = 0x7FFFFFFE;
  expect(test::make_wav(fields, payload(5)), 0x3FFFFFFF, 5, 5);
}

TEST_F(HeaderLength, is_unknown_where_a_streaming_writer_left_it_open) {
  for (const std::uint32_t open : {0xFFFFFFFFU, 0U}) {
    WavFields fields;
    fields.data_bytes = open;
    fields.riff_bytes = open;
    expect(test::make_wav(fields, payload(300)), std::nullopt, 300, 300);
  }
}

TEST_F(HeaderLength, leaves_out_what_follows_the_sound) {
  WavFields fields;
  fields.data_bytes = 20;
  FileBytes bytes = test::make_wav(fields, payload(10));
  test::append_text(bytes, "LIST");
  test::append_le(bytes, 0xFFFFFFFF, 4);
  bytes.resize(bytes.size() + 1000, 0x55);
  expect(bytes, 10, 10, 10);
}

TEST_F(HeaderLength, is_found_behind_other_chunks_and_their_padding) {
  const FileBytes plain = test::make_wav({}, payload(10));
  FileBytes bytes(plain.begin(), plain.begin() + 12);
  test::append_text(bytes, "JUNK");
  test::append_le(bytes, 3, 4);
  bytes.resize(bytes.size() + 4);  // three bytes, and one that makes their number even
  bytes.insert(bytes.end(), plain.begin() + 12, plain.end());
  expect(bytes, 10, 10, 10);
}

TEST_F(HeaderLength, is_found_behind_a_chunk_whose_padding_was_forgotten) {
  const FileBytes plain = test::make_wav({}, payload(10));
  FileBytes bytes(plain.begin(), plain.begin() + 12);
  test::append_text(bytes, "JUNK");
  test::append_le(bytes, 3, 4);
  bytes.resize(bytes.size() + 3);
  bytes.insert(bytes.end(), plain.begin() + 12, plain.end());
  expect(bytes, 10, 10, 10);
}

TEST_F(HeaderLength, of_a_block_codec_leaves_out_the_padding_of_its_last_block) {
  // libsndfile gets 'fact' wrong for these; by hand, then: one block of GSM, 320 frames, of which 200 count.
  FileBytes bytes;
  test::append_text(bytes, "RIFF____WAVEfmt ");
  test::append_le(bytes, 20, 4);
  for (const int field : {0x31, 1}) test::append_le(bytes, static_cast<std::uint64_t>(field), 2);
  for (const int field : {8000, 1625}) test::append_le(bytes, static_cast<std::uint64_t>(field), 4);
  for (const int field : {65, 0, 2, 320}) test::append_le(bytes, static_cast<std::uint64_t>(field), 2);
  test::append_text(bytes, "fact");
  test::append_le(bytes, 4, 4);
  const std::size_t fact = bytes.size();
  test::append_le(bytes, 200, 4);
  test::append_text(bytes, "data");
  test::append_le(bytes, 65, 4);
  bytes.resize(bytes.size() + 65);
  expect(bytes, 200, 200, 200);
  bytes[fact + 1] = 0x70;  // more than there can be: a number of no meaning
  expect(bytes, 320, 320, 320);
}

TEST_F(HeaderLength, of_rf64_stands_in_its_own_chunk) {
  FileBytes bytes = test::rf64_header(1, 16000, 16, 600);
  bytes.resize(bytes.size() + 600);
  expect(bytes, 300, 300, 300);
  bytes.resize(bytes.size() - 200);
  expect(bytes, 300, 200, 200);
  bytes = test::rf64_header(1, 16000, 16, std::uint64_t{1} << 40);  // a terabyte, it says
  bytes.resize(bytes.size() + 600);
  expect(bytes, std::int64_t{1} << 39, 300, 300);
}

TEST_F(HeaderLength, of_wave64_includes_the_header_of_its_chunk) {
  FileBytes bytes = test::w64_header(1, 16000, 16, 600);
  bytes.resize(bytes.size() + 600);
  expect(bytes, 300, 300, 300);
  bytes.resize(bytes.size() - 200);
  expect(bytes, 300, 200, 200);
}

TEST_F(HeaderLength, of_flac_is_that_of_its_stream_info) {
  test::write_sound(folder_ / "whole", test::make_noise(50'000, 1), 16000, 1,
                    SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  const FileBytes whole = test::read_bytes(folder_ / "whole");
  {
    FileBytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2));
    auto source = open(cut);
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ((*source)->info().declared_frames, 50'000);
    std::vector<float> sound(60'000);
    const auto got = (*source)->read(0, sound);
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_GT(*got, 20'000);
    EXPECT_LT(*got, 26'000);
  }
  FileBytes lying = whole;  // 2^36 - 1 samples, over 49 days
  lying[21] |= 0x0F;
  for (std::size_t i = 22; i < 26; ++i) lying[i] = 0xFF;
  auto source = open(lying);
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ((*source)->info().declared_frames, (std::int64_t{1} << 36) - 1);
  EXPECT_LT((*source)->available_frames(), std::int64_t{1} << 30);
  std::vector<float> sound(60'000);
  EXPECT_EQ((*source)->read(0, sound), 50'000);

  FileBytes unknown = whole;  // what an encoder writes that could not go back
  unknown[21] &= 0xF0;
  for (std::size_t i = 22; i < 26; ++i) unknown[i] = 0;
  source = open(unknown);
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ((*source)->info().declared_frames, std::nullopt);
  EXPECT_EQ((*source)->read(0, sound), 50'000);
}

}  // namespace
}  // namespace nightjar
