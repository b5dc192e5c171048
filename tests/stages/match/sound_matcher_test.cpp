// What is found in sound, as others will hear it: copied, in noise, through MP3, too fast, and where nothing
// is to be found.
#include "stages/match/sound_matcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>

#include "stages/validate/audio_source.h"
#include "tests/stages/match/tune.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

constexpr double kHopSeconds = 0.032;

std::vector<std::vector<float>> tunes() {
  std::vector<std::vector<float>> all;
  for (unsigned i = 0; i < 6; ++i) all.push_back(test::make_tune(i, 20));
  return all;
}

const MatchIndex& six_tunes() {
  static const MatchIndex index = test::index_of(tunes());
  return index;
}

// `query` is `tune` from `from_s` on, and nothing else is found in it.
void expect_only(const std::vector<float>& query, const std::string& tune, double from_s) {
  const auto found = test::find(six_tunes(), query);
  ASSERT_EQ(found.size(), 1U) << tune << " from " << from_s;
  const double start_s = static_cast<double>(found[0].start_frame) / static_cast<double>(kMatchRateHz);
  EXPECT_EQ(found[0].id, tune);
  EXPECT_NEAR(found[0].offset_s - start_s, from_s, kHopSeconds);
  EXPECT_LE(found[0].end_frame, std::ssize(query));
  EXPECT_LE(found[0].score, 1);
}

TEST(SoundMatcher, finds_a_copy_within_a_hop) {
  for (int i = 0; i < 6; ++i) {
    const double from_s = 1.003 + 2.1111 * i;  // on no hop
    const auto query = test::part(test::make_tune(static_cast<unsigned>(i), 20), from_s, from_s + 5);
    expect_only(query, std::to_string(i), from_s);
    const auto found = test::find(six_tunes(), query);
    EXPECT_LT(found[0].start_frame, 4000);
    EXPECT_GT(found[0].end_frame, std::ssize(query) - 8000);
    EXPECT_GT(found[0].score, 0.5);
  }
}

TEST(SoundMatcher, finds_a_tune_in_noise_of_its_own_power) {
  for (int i = 0; i < 6; ++i) {
    const double from_s = 1.003 + 2.1111 * i;
    const auto clean = test::part(test::make_tune(static_cast<unsigned>(i), 20), from_s, from_s + 5);
    expect_only(test::in_noise(clean, static_cast<unsigned>(100 + i)), std::to_string(i), from_s);
  }
}

TEST(SoundMatcher, finds_a_tune_through_mp3) {
  constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  if (!test::can_write_sound(8000, 1, kMp3)) GTEST_SKIP() << "libsndfile was built without MP3";
  const test::TempFolder folder;
  for (unsigned i = 0; i < 3; ++i) {
    const std::vector<float> tune = test::make_tune(i, 20);
    test::write_sound(folder / "tune.mp3", test::part(tune, 3, 8), 8000, 1, kMp3);
    auto source = open_recording(folder / "tune.mp3");
    ASSERT_TRUE(source) << source.error().message;
    std::vector<float> decoded(50'000);
    decoded.resize(static_cast<std::size_t>((*source)->read(0, decoded).value()));
    const auto found = test::find(six_tunes(), decoded);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].id, std::to_string(i));
    // A decoder may give some of the encoder's delay.
    EXPECT_NEAR(found[0].offset_s - static_cast<double>(found[0].start_frame) / 8000, 3, 0.2);
  }
}

std::vector<float> played_faster(const std::vector<float>& sound, double times) {
  std::vector<float> faster;
  for (double at = 0; at + 1 < static_cast<double>(sound.size()); at += times) {
    const auto n = static_cast<std::size_t>(at);
    const auto share = static_cast<float>(at - static_cast<double>(n));
    faster.push_back((1 - share) * sound[n] + share * sound[n + 1]);
  }
  return faster;
}

// As the header says.
TEST(SoundMatcher, finds_a_tune_that_is_hardly_faster_and_none_that_is_faster) {
  for (unsigned i = 0; i < 3; ++i) {
    const std::vector<float> tune = test::make_tune(i, 20);
    const auto found = test::find(six_tunes(), played_faster(tune, 1.005));
    ASSERT_FALSE(found.empty());
    for (const Match& match : found) EXPECT_EQ(match.id, std::to_string(i));
    EXPECT_THAT(test::find(six_tunes(), played_faster(tune, 1.03)), testing::IsEmpty());
  }
}

TEST(SoundMatcher, finds_nothing_in_other_sound) {
  for (unsigned i = 50; i < 56; ++i)
    EXPECT_THAT(test::find(six_tunes(), test::make_tune(i, 20)), testing::IsEmpty()) << i;
  EXPECT_THAT(test::find(six_tunes(), test::make_noise(20 * 8000, 9)), testing::IsEmpty());
  EXPECT_THAT(test::find(six_tunes(), std::vector<float>(20 * 8000)), testing::IsEmpty());
  EXPECT_THAT(test::find(six_tunes(), {}), testing::IsEmpty());
  EXPECT_THAT(test::find(test::index_of({}), test::make_tune(1, 5)), testing::IsEmpty());
}

// A programme: tune 2, other music, tune 4 from its middle.
TEST(SoundMatcher, says_where_each_tune_plays_however_the_sound_is_cut) {
  std::vector<float> programme = test::make_tune(2, 20);
  programme.resize(static_cast<std::size_t>(10 * kMatchRateHz));
  for (const float x : test::make_tune(60, 12)) programme.push_back(x);
  for (const float x : test::part(test::make_tune(4, 20), 7, 15)) programme.push_back(x);
  const auto whole = test::find(six_tunes(), programme);
  ASSERT_EQ(whole.size(), 2U);
  EXPECT_EQ(whole[0].id, "2");
  EXPECT_NEAR(static_cast<double>(whole[0].end_frame), 10 * 8000, 8000);
  EXPECT_EQ(whole[1].id, "4");
  EXPECT_NEAR(static_cast<double>(whole[1].start_frame), 22 * 8000, 8000);
  for (const std::size_t piece : {333, 1024, 8000}) {
    const auto cut = test::find(six_tunes(), programme, piece);
    ASSERT_EQ(cut.size(), whole.size()) << piece;
    for (std::size_t i = 0; i < cut.size(); ++i) {
      EXPECT_EQ(cut[i].start_frame, whole[i].start_frame);
      EXPECT_EQ(cut[i].end_frame, whole[i].end_frame);
      EXPECT_EQ(cut[i].offset_s, whole[i].offset_s);
      EXPECT_EQ(cut[i].score, whole[i].score);
    }
  }
}

TEST(SoundMatcher, tells_times_at_the_rate_of_the_file) {
  const std::vector<float> query = test::part(test::make_tune(1, 20), 4, 9);
  std::vector<Match> found;
  SoundMatcher matcher(six_tunes(), RateRatio(44'100, kMatchRateHz),
                       [&](const Match& match) { found.push_back(match); });
  matcher.push(query);
  matcher.finish();
  const auto at_8000 = test::find(six_tunes(), query);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].start_frame, at_8000[0].start_frame * 441 / 80);
  EXPECT_EQ(found[0].end_frame, at_8000[0].end_frame * 441 / 80);
}

}  // namespace
}  // namespace nightjar
