// Formats without packets: after damage in the middle of known sound, every later event is within one hop of
// its time, or marked; and files that are only unfinished, or have something behind their sound, are not.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <filesystem>

#include "stages/validate/audio_source.h"
#include "tests/support/burst_sound.h"
#include "tests/support/packet_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::FileBytes;
using test::Harm;
using test::harmed;

struct Plain {
  const char* name;
  int sndfile_format;
};

constexpr Plain kFormats[] = {
    {"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
    {"wav_u8", SF_FORMAT_WAV | SF_FORMAT_PCM_U8},
    {"wavex", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24},
    {"wav_f64", SF_FORMAT_WAV | SF_FORMAT_DOUBLE},
    {"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16},
    {"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
    {"wav_alaw", SF_FORMAT_WAV | SF_FORMAT_ALAW},
    {"wav_ima", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM},
    {"wav_ms", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM},
    {"wav_gsm", SF_FORMAT_WAV | SF_FORMAT_GSM610},
    {"wav_g721", SF_FORMAT_WAV | SF_FORMAT_G721_32},
    {"wav_nms", SF_FORMAT_WAV | SF_FORMAT_NMS_ADPCM_24},
    {"w64_ms", SF_FORMAT_W64 | SF_FORMAT_MS_ADPCM},
    {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
    {"aiff_f32", SF_FORMAT_AIFF | SF_FORMAT_FLOAT},
    {"aiff_ima4", SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM},
    {"aiff_gsm", SF_FORMAT_AIFF | SF_FORMAT_GSM610},
    {"au", SF_FORMAT_AU | SF_FORMAT_PCM_16},
    {"au_ulaw", SF_FORMAT_AU | SF_FORMAT_ULAW},
    {"au_g723", SF_FORMAT_AU | SF_FORMAT_G723_24},
    {"au_le", SF_FORMAT_AU | SF_FORMAT_PCM_24 | SF_ENDIAN_LITTLE},
    {"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16},
    {"caf_alac", SF_FORMAT_CAF | SF_FORMAT_ALAC_16},
};
constexpr int kRateHz = 8'000;

class PlainFormats : public testing::TestWithParam<Plain> {
 protected:
  PlainFormats() : sound_(test::make_bursts(4 * kRateHz + 345, kRateHz, 1, 7)) {
    test::write_sound(folder_ / "whole", sound_.samples, kRateHz, 1, GetParam().sndfile_format);
    whole_ = test::read_bytes(folder_ / "whole");
    whole_read_ = read(whole_);
  }

  test::WholeRead read(const FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    return test::read_whole(folder_ / "a");
  }

  // The file with a chunk behind its sound; as it is where its container knows none.
  FileBytes with_chunk() const {
    FileBytes bytes = whole_;
    const int container = GetParam().sndfile_format & SF_FORMAT_TYPEMASK;
    constexpr std::uint64_t kPayload = 500;
    if (container == SF_FORMAT_AU) return bytes;
    if (bytes.size() % 2 != 0) bytes.push_back(0);
    if (container == SF_FORMAT_CAF) {
      test::append_text(bytes, "free");
      test::append_be(bytes, kPayload, 8);
    } else if (container == SF_FORMAT_AIFF) {
      test::append_text(bytes, "APPL");
      test::append_be(bytes, kPayload, 4);
    } else if (container == SF_FORMAT_W64) {
      bytes.resize((bytes.size() + 7) / 8 * 8);
      for (const std::uint64_t half : {0x11CF912F7473696CULL, 0x0000C104DB28D6A5ULL})
        test::append_le(bytes, half, 8);  // the GUID of "list"
      test::append_le(bytes, kPayload + 24, 8);
    } else {
      test::append_text(bytes, "ownd");
      test::append_le(bytes, kPayload, 4);
    }
    bytes.resize(bytes.size() + kPayload, 0x41);
    return bytes;
  }

  // What is wrong with the times behind [begin, end), offsets of bytes that were overwritten.
  std::string wrong_times(test::WholeRead read, std::size_t begin, std::size_t end) const {
    const auto frame_of = [&](std::size_t offset) {
      return static_cast<std::int64_t>(offset) * whole_read_.frames() / std::ssize(whole_);
    };
    constexpr std::int64_t kSlack = 4096;  // a packet of ALAC; of others a block, or the decoder's state
    read.missing.push_back({frame_of(begin) - kSlack, frame_of(end) + kSlack, ErrorCode::lost_samples, ""});
    return test::wrong_times(read, sound_.onsets);
  }

  void expect_no_mark(const test::WholeRead& got) const {
    EXPECT_EQ(got.uncertain_from, INT64_MAX);
    EXPECT_FALSE(got.flaw);
    EXPECT_EQ(test::wrong_times(got, sound_.onsets), "");
  }

  test::TempFolder folder_;
  test::BurstSound sound_;
  FileBytes whole_;
  test::WholeRead whole_read_;
};

TEST_P(PlainFormats, are_read_whole_without_a_mark) {
  for (const FileBytes& bytes : {whole_, with_chunk()}) {
    const test::WholeRead got = read(bytes);
    expect_no_mark(got);
    EXPECT_EQ(got.info.declared_frames, got.frames());
    EXPECT_EQ(got.mono, whole_read_.mono);
  }
}

TEST_P(PlainFormats, keep_later_times_where_bytes_are_overwritten) {
  for (const FileBytes& bytes : {whole_, with_chunk()}) {
    for (const Harm harm : {Harm::noise, Harm::zeros}) {
      for (const std::size_t count : {std::size_t{1}, std::size_t{3'000}, whole_.size() / 4}) {
        SCOPED_TRACE(std::string(test::name(harm)) + " over " + std::to_string(count));
        const std::size_t begin = whole_.size() / 2 + 3;
        const test::WholeRead got = read(harmed(bytes, harm, begin, count, 3));
        EXPECT_EQ(got.frames(), whole_read_.frames());
        EXPECT_EQ(got.uncertain_from, INT64_MAX);
        EXPECT_EQ(wrong_times(got, begin, begin + count), "");
      }
    }
  }
}

TEST_P(PlainFormats, are_marked_where_bytes_are_missing_or_came_in) {
  for (const FileBytes& bytes : {whole_, with_chunk()}) {
    for (const std::size_t count : {std::size_t{401}, std::size_t{4'096}, whole_.size() / 4}) {
      SCOPED_TRACE(std::to_string(count) + " of " + std::to_string(bytes.size()));
      const std::size_t begin = whole_.size() / 3 + 3;
      const test::WholeRead cut = read(harmed(bytes, Harm::cut, begin, count, 3));
      EXPECT_EQ(cut.uncertain_from, 0);
      const test::WholeRead twice = read(harmed(bytes, Harm::twice, begin, count, 3));
      EXPECT_EQ(twice.uncertain_from, 0);
      ASSERT_TRUE(twice.flaw);
      EXPECT_EQ(twice.flaw->code, ErrorCode::altered);
    }
  }
}

TEST_P(PlainFormats, that_lost_their_end_are_marked_unless_they_end_on_a_block) {
  FileBytes half = whole_;
  half.resize(whole_.size() / 2 | 1);
  EXPECT_EQ(read(half).uncertain_from, 0);
  if (half.size() < 4096 + 1024) return;  // no such block in it
  half.resize(half.size() / 4096 * 4096);
  const test::WholeRead got = read(half);
  expect_no_mark(got);
  EXPECT_GT(got.info.declared_frames.value_or(0), got.frames());
}

INSTANTIATE_TEST_SUITE_P(Each, PlainFormats, testing::ValuesIn(kFormats),
                         [](const auto& tested) { return std::string(tested.param.name); });

// Its decoder is shown 1,024 packets at a time.
TEST(LongAlac, gives_the_same_from_any_place_in_any_order) {
  const test::TempFolder folder;
  constexpr std::int64_t kPiece = 1024 * 4096;
  std::vector<float> sound(static_cast<std::size_t>(2 * kPiece + 12'345));
  for (std::size_t i = 0; i < sound.size(); ++i) sound[i] = static_cast<float>(i % 30'011) / 32'768;
  test::write_sound(folder / "a", sound, kRateHz, 1, SF_FORMAT_CAF | SF_FORMAT_ALAC_16);
  auto source = open_recording(folder / "a");
  ASSERT_TRUE(source) << source.error().message;
  std::vector<float> part(9'000);
  for (const std::int64_t begin :
       {2 * kPiece - 5'000, kPiece - 4'500, std::int64_t{0}, kPiece, 2 * kPiece + 8'000}) {
    const auto got = (*source)->read(begin, part);
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_EQ(*got, std::min<std::int64_t>(9'000, std::ssize(sound) - begin));
    EXPECT_TRUE(std::equal(part.begin(), part.begin() + *got, sound.begin() + begin)) << begin;
  }
}

class PlainLength : public testing::Test {
 protected:
  std::unique_ptr<AudioSource> open(const FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    auto source = open_recording(folder_ / "a");
    EXPECT_TRUE(source) << source.error().message;
    return std::move(*source);
  }

  bool is_marked(const FileBytes& bytes) { return open(bytes)->damage().uncertain_from.has_value(); }

  test::TempFolder folder_;
};

TEST_F(PlainLength, that_a_streaming_writer_left_open_is_not_doubted) {
  for (const std::uint32_t bytes : {0U, 0xFFFFFFFFU}) {
    test::WavFields fields;
    fields.data_bytes = bytes;
    fields.riff_bytes = bytes;
    EXPECT_FALSE(is_marked(test::make_wav(fields, FileBytes(30'000, 1))));
  }
}

TEST_F(PlainLength, near_the_most_that_a_field_can_hold_is_one_like_others) {
  for (const std::uint64_t bytes : {(std::uint64_t{1} << 63) - 1, (std::uint64_t{1} << 63) - 24}) {
    FileBytes file = test::w64_header(1, 384'000, 16, bytes - 24);
    file.resize(4'096 * 3, 1);
    EXPECT_FALSE(is_marked(file)) << bytes;  // it ends on a block
    file.resize(4'096 * 3 + 2, 1);
    EXPECT_TRUE(is_marked(file)) << bytes;
  }
}

TEST_F(PlainLength, that_was_never_brought_up_to_date_loses_no_sound) {
  test::WavFields fields;
  fields.data_bytes = 20'000;
  auto source = open(test::make_wav(fields, FileBytes(60'000, 1)));
  EXPECT_EQ(source->damage().uncertain_from, 0);
  EXPECT_EQ(source->info().declared_frames, 10'000);
  std::vector<float> sound(40'000);
  EXPECT_EQ(source->read(0, sound), 30'000);
  EXPECT_NE(source->damage().flaw->message.find("60000 bytes of sound where the header states 20000"),
            std::string::npos);
}

TEST_F(PlainLength, that_did_not_fit_its_field_is_not_doubted) {
  test::WavFields fields;
  fields.data_bytes = 20'000;
  const FileBytes header = test::make_wav(fields, {});
  test::write_bytes(folder_ / "a", header);
  std::filesystem::resize_file(folder_ / "a", header.size() + 20'000 + (std::uint64_t{1} << 32));
  const auto source = open_recording(folder_ / "a");
  ASSERT_TRUE(source);
  EXPECT_FALSE((*source)->damage().uncertain_from);
  EXPECT_EQ((*source)->available_frames(), 10'000 + (std::int64_t{1} << 31));
}

TEST_F(PlainLength, is_that_of_the_sound_where_what_follows_it_is_cut_short) {
  FileBytes bytes = test::make_wav({}, FileBytes(20'000, 1));
  test::append_text(bytes, "LIST");
  test::append_le(bytes, 9'000, 4);
  bytes.resize(bytes.size() + 3'000, 0x55);
  EXPECT_FALSE(is_marked(bytes));
  EXPECT_EQ(open(bytes)->available_frames(), 10'000);
}

}  // namespace
}  // namespace nightjar
