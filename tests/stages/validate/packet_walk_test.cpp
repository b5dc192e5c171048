// The walkers over pages and frames: what they pass over, and that no file keeps them for long.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <random>

#include "stages/validate/flac_frames.h"
#include "stages/validate/mpeg_frames.h"
#include "stages/validate/mpeg_reservoir.h"
#include "stages/validate/mpeg_tags.h"
#include "stages/validate/ogg_packets.h"
#include "tests/support/packet_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::FileBytes;

class PacketWalk : public testing::Test {
 protected:
  RegularFile file(const FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    return *RegularFile::open(folder_ / "a");
  }
  FileBytes flac() {
    test::write_sound(folder_ / "w", test::make_noise(100'000, 4), 16'000, 1,
                      SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
    return test::read_bytes(folder_ / "w");
  }
  FileBytes ogg() {
    flac();
    return test::ogg_from_flac(folder_ / "w", 2);
  }
  static FlacStream stream(const FileBytes& flac) {
    return FlacStream::parse(Bytes(flac).subspan(8, kStreamInfoBytes));
  }

  test::TempFolder folder_;
};

TEST_F(PacketWalk, finds_each_frame_of_flac_with_its_number) {
  const FileBytes bytes = flac();
  const RegularFile opened = file(bytes);
  FlacFrames frames(opened, stream(bytes), 42, opened.size());
  std::int64_t at = 0;
  for (;;) {
    const auto frame = *frames.next();
    if (!frame) break;
    EXPECT_EQ(frame->header.begin(stream(bytes)), at);
    at += frame->header.frames;
  }
  EXPECT_EQ(at, 100'000);
  EXPECT_TRUE(frames.ended_whole());
}

TEST_F(PacketWalk, loses_the_frame_of_a_wrong_byte_and_at_most_the_one_before) {
  const FileBytes whole = flac();
  for (std::size_t at = 5'000; at < whole.size(); at += 9'973) {
    SCOPED_TRACE(at);
    FileBytes bytes = whole;
    bytes[at] ^= 0x40;
    const RegularFile opened = file(bytes);
    FlacFrames frames(opened, stream(whole), 42, opened.size());
    std::int64_t sum = 0;
    while (const auto frame = *frames.next()) sum += frame->header.frames;
    EXPECT_LT(sum, 100'000);
    EXPECT_GE(sum, 100'000 - 2 * stream(whole).max_block);
  }
}

// 4 MiB of headers: each is looked at a bounded number of times, or this would take hours.
TEST_F(PacketWalk, of_nothing_but_headers_of_flac_ends) {
  const FileBytes whole = flac();
  FlacStream longest = stream(whole);
  longest.max_block = 65'535;
  FileBytes bytes;
  while (bytes.size() < (4 << 20)) bytes.insert(bytes.end(), whole.begin() + 86, whole.begin() + 94);
  const RegularFile opened = file(bytes);
  FlacFrames frames(opened, longest, 0, opened.size());
  while (*frames.next()) {
  }
}

TEST_F(PacketWalk, of_nothing_but_marks_of_ogg_ends) {
  FileBytes bytes;
  while (bytes.size() < (4 << 20))
    test::append_text(bytes, std::string("OggS\0", 5) + std::string(22, '\xFF'));
  const RegularFile opened = file(bytes);
  OggPages pages(opened);
  EXPECT_FALSE(*pages.next());
}

TEST_F(PacketWalk, passes_over_pages_that_stand_there_twice_and_notes_those_that_are_lost) {
  const FileBytes whole = ogg();
  std::vector<std::size_t> offsets;
  {
    const RegularFile opened = file(whole);
    OggPages pages(opened);
    while (const auto page = *pages.next()) offsets.push_back(static_cast<std::size_t>(page->offset));
  }
  ASSERT_GT(offsets.size(), 8U);
  const std::size_t three_pages = offsets[6] - offsets[3];
  for (const bool twice : {true, false}) {
    const RegularFile opened =
        file(test::harmed(whole, twice ? test::Harm::twice : test::Harm::cut, offsets[3], three_pages, 0));
    OggPacketReader reader(opened,
                           "\x7F"
                           "FLAC",
                           1 << 20);
    std::size_t pages = 0;
    int holes = 0;
    while (const auto* page = *reader.next()) {
      ++pages;
      holes += page->hole ? 1 : 0;
    }
    EXPECT_EQ(pages, offsets.size() - (twice ? 0 : 3));
    EXPECT_EQ(holes, twice ? 0 : 1);
  }
}

TEST_F(PacketWalk, does_not_take_noise_for_mpeg_audio) {
  std::mt19937 random(5);
  FileBytes bytes(1 << 20);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() & 0xFF);
  const RegularFile opened = file(bytes);
  MpegFrames frames(opened, 0, opened.size());
  int found = 0;
  while (*frames.next()) ++found;
  EXPECT_EQ(found, 0);
}

TEST(MpegReservoir, tells_what_is_missing_and_what_leaps) {
  using State = MpegReservoir::State;
  MpegReservoir reservoir;
  EXPECT_EQ(reservoir.take({.begin = 10, .bits = 80, .own_bytes = 100}), State::missing);
  EXPECT_EQ(reservoir.take({.begin = 0, .bits = 400, .own_bytes = 100}), State::whole);
  EXPECT_EQ(reservoir.take({.begin = 50, .bits = 800, .own_bytes = 100}), State::whole);
  EXPECT_EQ(reservoir.take({.begin = 51, .bits = 800, .own_bytes = 100}), State::leap);
  reservoir.clear();
  EXPECT_EQ(reservoir.take({.begin = 1, .bits = 8, .own_bytes = 100}), State::missing);
  EXPECT_EQ(reservoir.take({.begin = 0, .bits = 808, .own_bytes = 100}), State::missing);
}

TEST(MpegTags, have_a_length) {
  const FileBytes tag = {'I', 'D', '3', 4, 0, 0x10, 0, 0, 2, 1};
  EXPECT_EQ(id3v2_bytes(tag), 257 + 20);
  EXPECT_EQ(id3v2_bytes(Bytes(tag).first(9)), 0);
}

}  // namespace
}  // namespace nightjar
