// What `soak` lets the engine hear, and how it accounts for it.
#include "tools/cli/soak/soak_sound.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "nightjar/error.h"
#include "stages/validate/audio_source.h"
#include "tools/cli/soak/soak_accounts.h"

namespace nightjar::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::int64_t kMinute = 60 * EndlessRecording::kRateHz;

std::vector<float> minute_at(AudioSource& source, std::int64_t begin) {
  std::vector<float> sound(kMinute);
  const auto got = source.read(begin, sound);
  EXPECT_TRUE(got && *got == kMinute);
  return sound;
}

std::int64_t bytes_on_disk(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(stat(path.c_str(), &info), 0);
  return info.st_blocks * 512;
}

TEST(EndlessRecording, is_there_around_its_reader) {
  EndlessRecording recording(EndlessRecording::kMostFrames, kMinute, 3);
  const auto source = open_recording(recording.path());
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ((*source)->info().container, "rf64");
  EXPECT_EQ((*source)->info().declared_frames, EndlessRecording::kMostFrames);
  EXPECT_EQ((*source)->available_frames(), EndlessRecording::kMostFrames);
  const std::vector<float> tape = minute_at(**source, 0);
  EXPECT_GT(*std::max_element(tape.begin(), tape.end()), 0);
  for (const std::int64_t minute : {2, 5}) {
    recording.heard(minute * kMinute);
    EXPECT_TRUE(minute_at(**source, minute * kMinute) == tape);
  }
  recording.heard(20 * kMinute);
  // The tape, a minute on either side, and what rounding to blocks and pieces takes.
  EXPECT_LT(bytes_on_disk(recording.path()), 4 * kMinute * 2);
}

TEST(EndlessRecording, has_an_end_where_that_is_asked_for) {
  SoakSound sound = SoakSound::endless(90.5, 60, 3);
  constexpr std::int64_t kFrames = 3'991'050;
  EXPECT_EQ(sound.recordings()[0].frames, kFrames);
  EXPECT_EQ(sound.next_round(), std::vector<std::size_t>{0});
  EXPECT_TRUE(sound.next_round().empty());
  sound.endless_one()->heard(kFrames - 1000);
  const auto source = open_recording(sound.recordings()[0].path);
  ASSERT_TRUE(source);
  std::vector<float> last(2000);
  EXPECT_EQ((*source)->read(kFrames - 1000, last).value(), 1000);
}

TEST(SoakSound, that_is_generated_has_many_lengths_and_is_the_same_for_a_seed) {
  const auto lengths = [](std::uint64_t seed) {
    const SoakSound sound = SoakSound::generated(4, seed);
    std::vector<std::int64_t> frames;
    for (const SoakRecording& recording : sound.recordings()) frames.push_back(recording.frames.value());
    return frames;
  };
  const std::vector<std::int64_t> some = lengths(1);
  EXPECT_EQ(some.size(), SoakSound::kGenerated);
  EXPECT_EQ(std::set(some.begin(), some.end()).size(), some.size());
  EXPECT_LE(*std::max_element(some.begin(), some.end()), 4 * 44100);
  EXPECT_GE(*std::min_element(some.begin(), some.end()), 44100 / 3 - 1);
  EXPECT_EQ(lengths(1), some);
  EXPECT_NE(lengths(2), some);
}

TEST(SoakSound, goes_round_and_round) {
  SoakSound sound = SoakSound::generated(0.5, 1);
  std::vector<std::size_t> heard = sound.next_round();
  const std::vector<std::size_t> more = sound.next_round();
  heard.insert(heard.end(), more.begin(), more.end());
  for (std::size_t i = 0; i < heard.size(); ++i) ASSERT_EQ(heard[i], i % SoakSound::kGenerated);
}

TEST(SoakSound, is_not_what_run_refuses) {
  try {
    SoakSound::given({"/no/such/file.wav"});
    FAIL();
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_THAT(error.what(), HasSubstr("/no/such/file.wav"));
  }
}

class SoakAccountsTest : public ::testing::Test {
 protected:
  static Summary summary(std::int64_t processed, std::int64_t gap = 0, Status status = Status::ok) {
    return {.status = status, .frames = processed + gap, .processed = processed, .gap = gap};
  }
  SoakAccounts accounts_{{{"given.wav"}, {"made up", 100}}};
};

TEST_F(SoakAccountsTest, are_in_order_while_all_is_as_before) {
  for (int i = 0; i < 3; ++i) {
    accounts_.settle(0, summary(70, 5, Status::partial));
    accounts_.settle(1, summary(100));
  }
  accounts_.settle(0, summary(10, 0, Status::interrupted));
  accounts_.settle(1, summary(0, 0, Status::not_started));
  EXPECT_EQ(accounts_.state().wrong, 0);
  EXPECT_EQ(accounts_.state().ended, 6);
}

TEST_F(SoakAccountsTest, tell_of_frames_that_are_lost_or_doubled) {
  accounts_.settle(1, summary(101));
  EXPECT_THAT(accounts_.state().first_wrong,
              AllOf(HasSubstr("made up: ok, processed 101 + gap 0"), HasSubstr("expected 100 frames")));
  accounts_.settle(1, summary(99));
  accounts_.settle(1, summary(60, 40, Status::partial));
  EXPECT_EQ(accounts_.state().wrong, 3);
}

TEST_F(SoakAccountsTest, tell_of_a_recording_that_changes) {
  accounts_.settle(0, summary(70));
  accounts_.settle(0, summary(69, 1, Status::partial));
  EXPECT_THAT(accounts_.state().first_wrong,
              HasSubstr("of 70 frames, 0 found; the first time it was ok, processed 70"));
  Summary with_event = summary(70);
  with_event.events = 1;
  accounts_.settle(0, with_event);
  EXPECT_EQ(accounts_.state().wrong, 2);
}

TEST_F(SoakAccountsTest, tell_of_sums_that_are_wrong_whatever_the_end) {
  Summary lost = summary(50, 0, Status::interrupted);
  lost.frames = 60;
  accounts_.settle(0, lost);
  EXPECT_THAT(accounts_.state().first_wrong, HasSubstr("does not add up"));
}

}  // namespace
}  // namespace nightjar::cli
