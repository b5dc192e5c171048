// The file of an index: the same after a round trip, refused wherever it is not what was written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "stages/match/index_builder.h"
#include "stages/match/match_index.h"
#include "tests/stages/match/tune.h"
#include "tests/support/mutations.h"
#include "tests/support/sealed_bytes.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/support/thorough.h"

namespace nightjar {
namespace {

using test::FileBytes;
using test::signed_again;
using testing::HasSubstr;

MatchIndex small_index() {
  return test::index_of({test::make_tune(1, 2), std::vector<float>(4000), test::make_tune(2, 3)});
}

FileBytes bytes_of(const MatchIndex& index) {
  const test::TempFolder folder;
  EXPECT_TRUE(index.save(folder / "index"));
  return test::read_bytes(folder / "index");
}

Expected<MatchIndex> load(const FileBytes& bytes) {
  const test::TempFolder folder;
  test::write_bytes(folder / "index", bytes);
  return MatchIndex::load(folder / "index");
}

TEST(IndexFile, gives_back_what_was_saved) {
  const MatchIndex index = small_index();
  const auto loaded = load(bytes_of(index));
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->references().size(), 3U);
  EXPECT_EQ(loaded->references()[2].id, "2");
  EXPECT_EQ(loaded->references()[1].landmarks, 0U);
  EXPECT_EQ(loaded->positions(), index.positions());
  EXPECT_EQ(loaded->landmarks(), index.landmarks());
  EXPECT_EQ(bytes_of(*loaded), bytes_of(index));
}

TEST(IndexFile, that_is_cut_anywhere_or_goes_on_is_refused) {
  const FileBytes bytes = bytes_of(small_index());
  std::mt19937 random(1);
  std::vector<std::size_t> lengths = {0, 1, 8, 63, 64, 65, bytes.size() - 1};
  for (int i = 0; i < (test::thorough() ? 500 : 20); ++i) lengths.push_back(random() % bytes.size());
  for (const std::size_t length : lengths) {
    const FileBytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_FALSE(load(cut)) << length;
    EXPECT_FALSE(load(signed_again(cut))) << length;
  }
  FileBytes longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(load(longer));
  EXPECT_FALSE(load(signed_again(longer)));
}

TEST(IndexFile, with_a_flipped_bit_is_refused) {
  const FileBytes bytes = bytes_of(small_index());
  std::mt19937 random(2);
  for (int i = 0; i < (test::thorough() ? 2000 : 60); ++i) {
    FileBytes flipped = bytes;
    const std::size_t at = i < 20 ? random() % 64 : random() % bytes.size();
    flipped[at] = static_cast<std::uint8_t>(flipped[at] ^ 1U << random() % 8);
    const auto loaded = load(flipped);
    ASSERT_FALSE(loaded) << "byte " << at;
    EXPECT_EQ(loaded.error().code, ErrorCode::bad_model);
    EXPECT_THAT(loaded.error().message, HasSubstr("match build"));
  }
}

// Someone who means harm makes the checksum right.
TEST(IndexFile, with_a_right_checksum_over_anything_never_harms) {
  const FileBytes bytes = bytes_of(small_index());
  const std::vector<float> tune = test::make_tune(1, 2);
  std::mt19937 random(3);
  int taken = 0;
  for (int i = 0; i < (test::thorough() ? 2000 : 60); ++i) {
    const auto loaded = load(signed_again(test::mutate(bytes, random)));
    if (!loaded) continue;
    ++taken;
    test::find(*loaded, tune);
  }
  EXPECT_GT(taken, 0);
}

TEST(IndexFile, says_what_is_wrong) {
  FileBytes bytes = bytes_of(small_index());
  FileBytes other = bytes;
  other[8] = 9;
  EXPECT_THAT(load(other).error().message, HasSubstr("version 9 of the index, expected 1"));
  other = bytes;
  other[0] = 'X';
  EXPECT_THAT(load(other).error().message, HasSubstr("no index of sounds"));
  other = bytes;
  other[16 + 7] = 0x7F;  // 2^62 landmarks
  EXPECT_THAT(load(other).error().message, HasSubstr("contradicts the file's size"));
  other = bytes;
  other.back() ^= 0x80;
  EXPECT_THAT(load(other).error().message, HasSubstr("SHA-256"));
  EXPECT_THAT(load(signed_again(other)).error().message, HasSubstr("out of range"));
  EXPECT_EQ(MatchIndex::load("/nonexistent/index").error().code, ErrorCode::not_found);
  EXPECT_EQ(MatchIndex::load("/dev/zero").error().code, ErrorCode::not_a_regular_file);
}

TEST(IndexBuilder, refuses_what_has_no_room) {
  IndexBuilder builder;
  const std::int64_t years = std::int64_t{8000} * 3600 * 24 * 365;
  EXPECT_TRUE(builder.add("a", years, {}));
  EXPECT_TRUE(builder.add("b", 3 * years, {}));
  const auto refused = builder.add("c", years, {});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("make several indexes"));
}

TEST(MatchIndex, leaves_out_a_landmark_that_is_everywhere) {
  std::vector<Posting> postings;
  for (std::uint32_t i = 0; i <= MatchIndex::kMostPlaces; ++i) postings.push_back({7, i});
  for (std::uint32_t i = 0; i < MatchIndex::kMostPlaces; ++i) postings.push_back({8, i});
  const MatchIndex index({{"a", 0, 5000, static_cast<std::uint32_t>(postings.size())}}, postings);
  EXPECT_TRUE(index.places(7).empty());
  EXPECT_EQ(index.places(8).size(), MatchIndex::kMostPlaces);
  EXPECT_TRUE(index.places(9).empty());
}

}  // namespace
}  // namespace nightjar
