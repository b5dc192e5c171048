#include "stages/validate/file_kind.h"

#include <gtest/gtest.h>

#include <string>

#include "stages/validate/audio_source.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::FileBytes;

FileMagic identify_text(const std::string& text) {
  return identify(FileBytes(text.begin(), text.end()));
}

TEST(FileKind, takes_the_containers_of_wave_by_both_of_their_marks) {
  EXPECT_EQ(identify_text("RIFF....WAVEfmt ").kind, FileKind::wav);
  EXPECT_EQ(identify_text("RF64....WAVEds64").kind, FileKind::rf64);
  EXPECT_EQ(identify_text("BW64....WAVEds64").kind, FileKind::rf64);
  EXPECT_EQ(identify(test::w64_header(1, 16000, 16, 0)).kind, FileKind::w64);
  EXPECT_EQ(identify_text("RIFF....WEBPVP8 ").kind, FileKind::unknown);
  EXPECT_EQ(identify_text("riffraff and other text of some length").kind, FileKind::unknown);
}

TEST(FileKind, looks_into_the_first_packet_of_an_ogg_file) {
  const std::string page = "OggS" + std::string(23, '\0') + "\x1e";
  EXPECT_EQ(identify_text(page + "\x01vorbis").kind, FileKind::ogg_vorbis);
  EXPECT_EQ(identify_text(page + "OpusHead").kind, FileKind::ogg_opus);
  EXPECT_EQ(identify_text(page + "\x7F"
                                 "FLAC")
                .kind,
            FileKind::ogg_flac);
  EXPECT_EQ(identify_text(page + "Speex   ").kind, FileKind::other_audio);
}

TEST(FileKind, takes_mpeg_audio_with_or_without_a_tag) {
  EXPECT_EQ(identify_text("ID3\x04").kind, FileKind::mpeg);
  EXPECT_EQ(identify_text("\xFF\xFB\x90\x64").kind, FileKind::mpeg);
}

TEST(FileKind, takes_aiff_au_and_caf) {
  EXPECT_EQ(identify_text("FORM....AIFFCOMM").kind, FileKind::aiff);
  EXPECT_EQ(identify_text("FORM....AIFCFVER").kind, FileKind::aiff);
  EXPECT_EQ(identify_text("FORM....ILBMBMHD").kind, FileKind::unknown);
  EXPECT_EQ(identify_text(".snd").kind, FileKind::au);
  EXPECT_EQ(identify_text("dns.").kind, FileKind::au);
  EXPECT_EQ(identify_text("caff").kind, FileKind::caf);
}

TEST(FileKind, does_not_take_a_picture_for_mp4) {
  for (const char* brand : {"heic", "mif1", "avif", "crx "}) {
    EXPECT_EQ(identify_text(std::string("\0\0\0\x20", 4) + "ftyp" + brand).kind, FileKind::unknown);
  }
}

TEST(FileKind, names_what_it_does_not_take) {
  EXPECT_STREQ(identify_text("\xFF\xF1\x50\x80").name, "AAC (ADTS)");
  EXPECT_STREQ(identify_text("#!AMR").name, "AMR");
  EXPECT_STREQ(identify_text(std::string("\0\0\0\x20", 4) + "ftypM4A ").name, "M4A (AAC or ALAC in MP4)");
  EXPECT_STREQ(identify_text(std::string("\0\0\0\x20", 4) + "ftypisom").name, "MP4 or QuickTime");
}

TEST(FileKind, does_not_take_text_noise_or_nothing_for_sound) {
  EXPECT_EQ(identify({}).kind, FileKind::unknown);
  EXPECT_EQ(identify_text("R").kind, FileKind::unknown);
  EXPECT_EQ(identify_text("\xFF\xFE"
                          "h\0e\0")
                .kind,
            FileKind::unknown);  // UTF-16 text
  EXPECT_EQ(identify_text("\xFF\xFF\xFF\xFF").kind, FileKind::unknown);
  EXPECT_EQ(identify_text("# A README").kind, FileKind::unknown);
}

TEST(LooksLikeAudio, tells_recordings_from_the_rest_of_a_folder) {
  const test::TempFolder folder;
  test::write_bytes(folder / "a.txt", test::make_wav({}, FileBytes(8)));  // the name does not count
  test::write_bytes(folder / "b.wav", {'h', 'i'});
  test::write_bytes(folder / "c.amr", {'#', '!', 'A', 'M', 'R'});
  EXPECT_TRUE(looks_like_audio(folder / "a.txt"));
  EXPECT_FALSE(looks_like_audio(folder / "b.wav"));
  EXPECT_TRUE(looks_like_audio(folder / "c.amr"));
  EXPECT_FALSE(looks_like_audio(folder / "none"));
  EXPECT_FALSE(looks_like_audio(folder / "."));
}

}  // namespace
}  // namespace nightjar
