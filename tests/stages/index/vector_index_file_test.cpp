// The file of an index of vectors: the same after a round trip, refused wherever it is not what was written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "stages/index/calibration.h"
#include "stages/index/vector_index.h"
#include "tests/support/known_vectors.h"
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

KnownVectors example() {
  KnownVectors known =
      test::known_vectors({test::random_vectors(9, 3, 1), {}, test::random_vectors(4, 3, 2)});
  known.rows[8] = 99;
  known.own_distances = calibrate(VectorIndex(known), 1, 1);
  return known;
}

FileBytes bytes_of(const KnownVectors& known) {
  const test::TempFolder folder;
  EXPECT_TRUE(write_vectors(known, folder / "index"));
  return test::read_bytes(folder / "index");
}

Expected<VectorIndex> load(const FileBytes& bytes) {
  const test::TempFolder folder;
  test::write_bytes(folder / "index", bytes);
  return VectorIndex::load(folder / "index");
}

std::string refusal_after(const std::function<void(KnownVectors&)>& change) {
  KnownVectors known = example();
  change(known);
  const auto loaded = load(bytes_of(known));
  return loaded ? "accepted" : loaded.error().message;
}

TEST(VectorIndexFile, gives_back_what_was_saved) {
  const KnownVectors saved = example();
  const auto loaded = load(bytes_of(saved));
  ASSERT_TRUE(loaded) << loaded.error().message;
  const KnownVectors& known = loaded->known();
  EXPECT_EQ(known.model, "stub");
  EXPECT_EQ(known.model_sha256, std::string(64, 'a'));
  EXPECT_EQ(known.dimensions, 3);
  ASSERT_EQ(known.sounds.size(), 3U);
  EXPECT_EQ(known.sounds[2].id, "2");
  EXPECT_EQ(known.sounds[2].first, 9U);
  EXPECT_EQ(known.rows, saved.rows);
  EXPECT_EQ(known.values, saved.values);
  EXPECT_EQ(known.own_distances, saved.own_distances);
  EXPECT_EQ(known.own_distances.size(), 13U);
  EXPECT_EQ(bytes_of(loaded->known()), bytes_of(saved));
}

TEST(VectorIndexFile, that_is_cut_anywhere_or_goes_on_is_refused) {
  const FileBytes bytes = bytes_of(example());
  for (std::size_t length = 0; length < bytes.size(); length += test::thorough() ? 1 : 7) {
    const FileBytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_FALSE(load(cut)) << length;
    EXPECT_FALSE(load(signed_again(cut))) << length;
  }
  FileBytes longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(load(signed_again(longer)));
}

TEST(VectorIndexFile, with_a_flipped_bit_is_refused) {
  const FileBytes bytes = bytes_of(example());
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
TEST(VectorIndexFile, with_a_right_checksum_over_anything_never_harms) {
  const FileBytes bytes = bytes_of(example());
  std::mt19937 random(3);
  int taken = 0;
  for (int i = 0; i < (test::thorough() ? 20000 : 400); ++i) {
    const auto loaded = load(signed_again(test::mutate(bytes, random)));
    if (!loaded) continue;
    ++taken;
    std::array<Neighbour, 4> found;
    const std::vector<float> query(static_cast<std::size_t>(loaded->known().dimensions), 1.0F);
    const std::size_t count = loaded->nearest(query, found);
    for (std::size_t n = 0; n < count; ++n) {
      EXPECT_TRUE(std::isfinite(found[n].distance));
      EXPECT_LT(loaded->sound_of(found[n].vector), loaded->known().sounds.size());
    }
  }
  EXPECT_GT(taken, 0);
}

TEST(VectorIndexFile, says_what_is_wrong) {
  EXPECT_EQ(refusal_after([](KnownVectors&) {}), "accepted");
  EXPECT_THAT(refusal_after([](KnownVectors& k) { k.values[4] = std::numeric_limits<float>::quiet_NaN(); }),
              HasSubstr("a vector is out of range"));
  EXPECT_THAT(refusal_after([](KnownVectors& k) { k.values[4] = -2e15F; }), HasSubstr("out of range"));
  EXPECT_THAT(refusal_after([](KnownVectors& k) { k.rows[3] = k.rows[2]; }),
              HasSubstr("vector 3 is out of order"));
  EXPECT_THAT(refusal_after([](KnownVectors& k) { k.sounds[1].vectors = 5; }),
              HasSubstr("recording 1 has more vectors than the index"));
  EXPECT_THAT(refusal_after([](KnownVectors& k) { k.sounds.pop_back(); }),
              HasSubstr("vectors of no recording"));
  EXPECT_THAT(refusal_after([](KnownVectors& k) { k.model = "../elsewhere"; }),
              HasSubstr("name of its model"));
  EXPECT_THAT(refusal_after([](KnownVectors& k) { k.own_distances.pop_back(); }),
              HasSubstr("calibration is of another number"));
  EXPECT_THAT(refusal_after([](KnownVectors& k) { std::swap(k.own_distances[0], k.own_distances[12]); }),
              HasSubstr("calibration is out of order"));
  EXPECT_EQ(VectorIndex::load("/nonexistent/index").error().code, ErrorCode::not_found);
  EXPECT_EQ(VectorIndex::load("/dev/zero").error().code, ErrorCode::not_a_regular_file);
}

}  // namespace
}  // namespace nightjar
