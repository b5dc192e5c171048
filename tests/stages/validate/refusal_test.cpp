// Each refusal of a recording: its code, and a message that says what, where, what was expected, what helps.
#include "stages/validate/refusal.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "stages/validate/audio_source.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::FileBytes;
using test::WavFields;
using testing::HasSubstr;

class Refusal : public testing::Test {
 protected:
  // Where there is no ffmpeg: what we do not read is refused.
  void SetUp() override { ::setenv("PATH", folder_.path().c_str(), 1); }
  void TearDown() override { ::setenv("PATH", path_.c_str(), 1); }

  void expect(ErrorCode code, const std::string& path, const std::string& what) {
    const auto source = open_recording(path);
    ASSERT_FALSE(source) << "taken: " << path;
    const Error& error = source.error();
    EXPECT_EQ(name(error.code), name(code));
    EXPECT_EQ(error.path, path);
    EXPECT_THAT(error.message, HasSubstr(what));
    EXPECT_THAT(error.message, HasSubstr(printable(path)));
    EXPECT_THAT(error.message, HasSubstr("; expected "));
  }
  void expect_bytes(ErrorCode code, const FileBytes& bytes, const std::string& what) {
    test::write_bytes(folder_ / "a", bytes);
    expect(code, folder_ / "a", what);
  }
  void expect_wav(ErrorCode code, const WavFields& fields, const std::string& what) {
    expect_bytes(code, test::make_wav(fields, FileBytes(1024)), what);
  }

  test::TempFolder folder_;
  std::string path_ = std::getenv("PATH");
};

TEST_F(Refusal, not_found) {
  expect(ErrorCode::not_found, folder_ / "none.wav", "no such file");
  test::write_bytes(folder_ / "file", {1});
  expect(ErrorCode::not_found, folder_ / "file/below.wav", "no such file");
  expect(ErrorCode::not_found, std::string("a\0b", 3), "a\\x00b");
  const auto nothing = open_recording("");
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::not_found);
}

TEST_F(Refusal, not_a_regular_file) {
  expect(ErrorCode::not_a_regular_file, folder_ / ".", "a folder");
  ASSERT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  expect(ErrorCode::not_a_regular_file, folder_ / "fifo", "a FIFO");  // and does not wait for a writer
  expect(ErrorCode::not_a_regular_file, "/dev/zero", "a device");

  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder_ / "socket").c_str(), sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  expect(ErrorCode::not_a_regular_file, folder_ / "socket", "a socket");
  ::close(socket);
}

TEST_F(Refusal, unreadable) {
  test::write_bytes(folder_ / "a.wav", test::make_wav({}, FileBytes(8)));
  std::filesystem::permissions(folder_ / "a.wav", std::filesystem::perms::none);
  constexpr uid_t kNobody = 65534;
  const uid_t me = ::geteuid();  // root may read everything
  if (me == 0 && ::seteuid(kNobody) != 0) GTEST_SKIP() << "cannot become another user";
  expect(ErrorCode::unreadable, folder_ / "a.wav", "Permission denied");
  if (me == 0) {
    ASSERT_EQ(::seteuid(me), 0);
  }
}

TEST_F(Refusal, unreadable_where_links_lead_in_a_circle) {
  std::filesystem::create_symlink(folder_ / "b", folder_ / "a");
  std::filesystem::create_symlink(folder_ / "a", folder_ / "b");
  expect(ErrorCode::unreadable, folder_ / "a", "symbolic links");
}

TEST_F(Refusal, empty) {
  expect_bytes(ErrorCode::empty, {}, "0 bytes");
  expect_bytes(ErrorCode::empty, test::make_wav({}, {}), "no sound");
}

TEST_F(Refusal, not_audio) {
  expect_bytes(ErrorCode::not_audio, {'h', 'e', 'l', 'l', 'o'}, "no sound that is known");
  expect_bytes(ErrorCode::not_audio, FileBytes(5000), "no sound that is known");
}

TEST_F(Refusal, unsupported_format_names_what_the_file_is) {
  expect_bytes(ErrorCode::unsupported_format, {'#', '!', 'A', 'M', 'R', 10}, "AMR data");
  expect_bytes(ErrorCode::unsupported_format, {0, 0, 0, 28, 'f', 't', 'y', 'p', 'M', '4', 'A', ' '},
               "M4A (AAC or ALAC in MP4) data");
  WavFields fields;
  fields.bits = 12;
  expect_wav(ErrorCode::unsupported_format, fields, "PCM samples of 12 bits");
  fields.tag = 0x1234;
  expect_wav(ErrorCode::unsupported_format, fields, "format tag 4660");
  fields.tag = 0x55;
  expect_wav(ErrorCode::unsupported_format, fields, "MP3 samples");
}

TEST_F(Refusal, bad_sample_rate) {
  WavFields fields;
  for (const std::uint32_t rate : {0U, 384'001U, 0xFFFFFFFFU}) {
    fields.sample_rate_hz = rate;
    expect_wav(ErrorCode::bad_sample_rate, fields, "sample rate " + std::to_string(rate) + " Hz");
  }
  test::write_sound(folder_ / "f", test::make_noise(4000, 1), 8000, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  FileBytes flac = test::read_bytes(folder_ / "f");
  flac[18] = flac[19] = 0;
  flac[20] &= 0x0F;
  expect_bytes(ErrorCode::bad_sample_rate, flac, "sample rate 0 Hz");
}

TEST_F(Refusal, too_many_channels) {
  WavFields fields;
  fields.channels = 65;
  expect_wav(ErrorCode::too_many_channels, fields, "65 channels");
  fields.channels = 65535;
  fields.block_align = 2;
  expect_wav(ErrorCode::too_many_channels, fields, "65535 channels");
}

TEST_F(Refusal, bad_header_of_a_wav) {
  WavFields fields;
  fields.channels = 0;
  expect_wav(ErrorCode::bad_header, fields, "0 channels");
  fields = {};
  fields.block_align = 3;
  expect_wav(ErrorCode::bad_header, fields, "frames of 3 bytes");
  fields.block_align = 0;
  expect_wav(ErrorCode::bad_header, fields, "frames of 0 bytes");
  fields.tag = 0x31;  // GSM
  expect_wav(ErrorCode::bad_header, fields, "frames of 0 bytes");
  fields = {};
  fields.tag = 0xFFFE;
  expect_wav(ErrorCode::bad_header, fields, "extensible");
  fields = {};
  fields.format_bytes = 0x7FFFFFF0;
  expect_wav(ErrorCode::bad_header, fields, "chunk 'fmt ' of 2147483632 bytes");
  fields.format_bytes = 0xFFFFFFFF;
  expect_wav(ErrorCode::bad_header, fields, "chunk 'fmt ' of 4294967295 bytes");
  fields.format_bytes = 15;
  expect_wav(ErrorCode::bad_header, fields, "'fmt ' chunk of 15 bytes");
}

TEST_F(Refusal, bad_header_of_a_wav_without_sound) {
  const FileBytes wav = test::make_wav({}, FileBytes(8));
  for (const std::ptrdiff_t length : {12, 13, 20, 36, 43}) {
    expect_bytes(ErrorCode::bad_header, FileBytes(wav.begin(), wav.begin() + length), "");
  }
  FileBytes early(wav.begin(), wav.begin() + 12);  // 'data' comes first
  test::append_text(early, "data");
  test::append_le(early, 4, 4);
  early.resize(early.size() + 4);
  expect_bytes(ErrorCode::bad_header, early, "before 'fmt '");

  FileBytes many(wav.begin(), wav.begin() + 12);
  for (int i = 0; i < 5000; ++i) {
    test::append_text(many, "JUNK");
    test::append_le(many, 0, 4);
  }
  expect_bytes(ErrorCode::bad_header, many, "more than 4096 chunks");
}

TEST_F(Refusal, bad_header_of_sizes_of_64_bits) {
  // Each would wrap around to somewhere inside the file, were it added to an offset.
  for (const std::uint64_t size : {std::uint64_t{0} - 200, std::uint64_t{1} << 63, std::uint64_t{0} - 64}) {
    FileBytes w64 = test::w64_header(1, 16000, 16, 600);
    w64.resize(w64.size() + 600);
    for (int i = 0; i < 8; ++i)
      w64[static_cast<std::size_t>(56 + i)] = static_cast<std::uint8_t>(size >> (8 * i));
    expect_bytes(ErrorCode::bad_header, w64, "chunk 'fmt '");
  }
  FileBytes w64 = test::w64_header(1, 16000, 16, std::uint64_t{0} - 300);
  w64.resize(w64.size() + 600);
  expect_bytes(ErrorCode::bad_header, w64, "'data' chunk of");
  w64 = test::w64_header(1, 1, 16, std::uint64_t{1} << 62);  // 70 million years
  w64.resize(w64.size() + 600);
  expect_bytes(ErrorCode::bad_header, w64, "a declared length of");
  FileBytes rf64 = test::rf64_header(1, 16000, 16, 600);
  rf64.resize(rf64.size() + 600);
  rf64[12] = 'x';  // no ds64
  expect_bytes(ErrorCode::bad_header, rf64, "no 'ds64' chunk");
}

TEST_F(Refusal, bad_header_of_flac_and_vorbis) {
  test::write_sound(folder_ / "f", test::make_noise(4000, 1), 8000, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  const FileBytes flac = test::read_bytes(folder_ / "f");
  expect_bytes(ErrorCode::bad_header, FileBytes(flac.begin(), flac.begin() + 30),
               "a FLAC header of 30 bytes");
  FileBytes bad = flac;
  bad[4] = 4;
  expect_bytes(ErrorCode::bad_header, bad, "no STREAMINFO");
  bad = flac;
  bad[10] = bad[11] = 0;
  expect_bytes(ErrorCode::bad_header, bad, "FLAC blocks of");
  bad = flac;
  bad[20] |= 1;  // 32 bits
  bad[21] |= 0xF0;
  expect_bytes(ErrorCode::unsupported_format, bad, "FLAC samples of 32 bits");

  test::write_sound(folder_ / "v", test::make_noise(4000, 1), 8000, 1, SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  FileBytes vorbis = test::read_bytes(folder_ / "v");
  expect_bytes(ErrorCode::bad_header, FileBytes(vorbis.begin(), vorbis.begin() + 40),
               "a Vorbis header of 40 bytes");
  expect_bytes(ErrorCode::bad_header, FileBytes(vorbis.begin(), vorbis.begin() + 100), "cannot be decoded");
  vorbis[35] = 9;
  expect_bytes(ErrorCode::bad_header, vorbis, "Vorbis version 9");
}

TEST_F(Refusal, bad_header_of_opus_and_mp3) {
  expect_bytes(ErrorCode::bad_header, {'I', 'D', '3', 3, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4}, "no MPEG audio");
  test::write_sound(folder_ / "o", test::make_noise(48'000, 1), 48'000, 1, SF_FORMAT_OGG | SF_FORMAT_OPUS);
  FileBytes opus = test::read_bytes(folder_ / "o");
  opus[36] = 0x10;  // version 16
  expect_bytes(ErrorCode::bad_header, opus, "an Opus header of 19 bytes");
  opus[36] = 1;
  opus[46] = 3;  // its mapping
  expect_bytes(ErrorCode::bad_header, opus, "an Opus header of 19 bytes");
}

TEST(Printable, keeps_text_and_shows_the_rest_as_bytes) {
  EXPECT_EQ(printable("a b/\xC3\xA9.wav"), "a b/\xC3\xA9.wav");
  EXPECT_EQ(printable("a\nb\x1B[0m"), "a\\x0Ab\\x1B[0m");
  EXPECT_EQ(printable("\xFF\xC3("), "\\xFF\\xC3(");
  EXPECT_EQ(
      printable("\xC0\xAF \xED\xA0\x80 \xF5\x80\x80\x80 \xE2\x82"),
      "\\xC0\\xAF \\xED\\xA0\\x80 \\xF5\\x80\\x80\\x80 \\xE2\\x82");  // overlong, surrogate, too high, cut
  EXPECT_EQ(printable("\xF0\x9F\x90\xA6"), "\xF0\x9F\x90\xA6");
}

}  // namespace
}  // namespace nightjar
