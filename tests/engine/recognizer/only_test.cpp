// A cascade: one model finds where a class is heard, and the other one listens only there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <limits>
#include <string>

#include "tests/engine/recognizer/only_fixture.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr float kLost = std::numeric_limits<float>::quiet_NaN();

TEST_F(Only, has_the_words_and_times_of_a_run_without_where_the_class_is) {
  for (const std::int64_t rate_hz : {16000, 44100}) {
    SCOPED_TRACE(rate_hz);
    const test::SpelledSound sound = mostly_music(rate_hz);
    const std::string everywhere = said(recognize(sound));
    const std::int64_t segments_everywhere = spelling_.segments.exchange(0);
    const Result r = recognize(sound, only());
    EXPECT_EQ(said(r), everywhere);
    EXPECT_THAT(r.words, SizeIs(sound.words.size()));
    EXPECT_EQ(r.summary.status, Status::ok);
    EXPECT_LT(spelling_.segments.exchange(0), segments_everywhere / 3);
  }
}

TEST_F(Only, accounts_for_what_it_skips_to_the_sample) {
  const test::SpelledSound sound = mostly_music(44100);
  const Result r = recognize(sound, only());
  EXPECT_EQ(r.summary.frames, std::ssize(sound.samples));
  EXPECT_EQ(r.summary.unheard, r.summary.skipped);
  EXPECT_GT(r.summary.skipped, r.summary.frames / 2);
  std::int64_t skipped = 0, cursor = -1;
  for (const Skipped& span : r.skipped) {
    EXPECT_EQ(span.code, ErrorCode::class_not_heard);
    EXPECT_EQ(span.message, "model loudness heard no \"loud\" there");
    EXPECT_GT(span.start_frame, cursor) << "those that meet are one";
    cursor = span.end_frame;
    skipped += span.end_frame - span.start_frame;
    for (const auto& word : sound.words) {
      EXPECT_TRUE(word.end_frame + 22050 <= span.start_frame || word.start_frame - 22050 >= span.end_frame)
          << word.text << " lies in it, or within half a second of it";
    }
  }
  EXPECT_EQ(skipped, r.summary.skipped);
}

TEST_F(Only, skips_all_where_the_class_is_never_heard) {
  test::SpelledSound sound;
  play(sound, 31);
  const Result r = recognize(sound, only());
  ASSERT_THAT(r.skipped, SizeIs(1));
  EXPECT_EQ(r.skipped[0].start_frame, 0);
  EXPECT_EQ(r.skipped[0].end_frame, 31 * 16000);
  EXPECT_EQ(r.summary.skipped, 31 * 16000);
  EXPECT_EQ(r.summary.processed, 0);
  EXPECT_EQ(r.summary.status, Status::ok);
  EXPECT_EQ(spelling_.segments, 0);
}

TEST_F(Only, skips_nothing_where_the_class_is_heard_throughout) {
  test::SpelledSound sound;
  for (int i = 0; i < 12; ++i) sound.say("to wit to woo").pause(0.3);
  const std::string everywhere = said(recognize(sound));
  const std::int64_t segments = spelling_.segments.exchange(0);
  const Result r = recognize(sound, only());
  EXPECT_EQ(said(r), everywhere);
  EXPECT_THAT(r.skipped, IsEmpty());
  EXPECT_EQ(r.summary.processed, r.summary.frames);
  EXPECT_EQ(spelling_.segments, segments);
}

TEST_F(Only, takes_no_sound_at_all) {
  const Result r = recognize(test::SpelledSound(), only());
  EXPECT_EQ(r.summary.frames, 0);
  EXPECT_THAT(r.skipped, IsEmpty());
}

TEST_F(Only, does_not_depend_on_workers_or_memory) {
  const test::SpelledSound sound = mostly_music();
  const std::string expected = all_of(recognize(sound, only({.workers = 1})));
  EXPECT_EQ(all_of(recognize(sound, only({.workers = 4}))), expected);
  EXPECT_EQ(all_of(recognize(sound, only({.workers = 2, .memory_bytes = kLeastMemory}))), expected);
}

// Where a recording is damaged is told as it is without: neither model is asked.
TEST_F(Only, leaves_gaps_what_they_are) {
  test::SpelledSound sound = mostly_music();
  const auto lose = [&](std::size_t begin, std::size_t end) {
    std::fill(sound.samples.begin() + static_cast<std::ptrdiff_t>(begin),
              sound.samples.begin() + static_cast<std::ptrdiff_t>(end), kLost);
  };
  const auto first_word = static_cast<std::size_t>(sound.words[0].start_frame);
  lose(10'000, 20'000);                              // of what is skipped
  lose(first_word + 1000, first_word + 2000);        // of a word
  lose(first_word + 400'000, first_word + 700'000);  // more than segments
  const Result without = recognize(sound), r = recognize(sound, only());
  ASSERT_THAT(r.gaps, SizeIs(3));
  ASSERT_THAT(without.gaps, SizeIs(3));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(r.gaps[i].start_frame, without.gaps[i].start_frame);
    EXPECT_EQ(r.gaps[i].end_frame, without.gaps[i].end_frame);
    EXPECT_EQ(r.gaps[i].code, ErrorCode::non_finite_samples);
  }
  EXPECT_EQ(r.summary.gap, without.summary.gap);
  EXPECT_EQ(r.summary.status, Status::partial);
  EXPECT_EQ(said(r), said(without));
}

TEST_F(Only, tells_of_a_lost_end_that_would_have_been_skipped) {
  test::SpelledSound sound = mostly_music();
  play(sound, 40);
  test::write_sound(folder_ / "a.wav", sound.samples, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  test::FileBytes bytes = test::read_bytes(folder_ / "a.wav");
  bytes.resize(bytes.size() - 10 * 32'000);
  test::write_bytes(folder_ / "a.wav", bytes);
  Recognizer engine(model(), only());
  const Result r = engine.recognize(folder_ / "a.wav");
  expect_accounted(r);
  ASSERT_THAT(r.gaps, SizeIs(1));
  EXPECT_EQ(r.gaps[0].code, ErrorCode::truncated);
  EXPECT_EQ(r.summary.gap, 160'000);
  EXPECT_EQ(r.skipped.back().end_frame, r.gaps[0].start_frame);
  EXPECT_TRUE(r.skipped.back().time_uncertain);
  EXPECT_THAT(r.words, SizeIs(sound.words.size()));
}

// Nobody knows what is there.
TEST_F(Only, listens_where_the_first_model_has_no_scores) {
  const test::SpelledSound sound = mostly_music();
  const std::string everywhere = said(recognize(sound));
  for (const LoudMood mood : {LoudMood::fails, LoudMood::not_a_number}) {
    loud_.mood = mood;
    const Result r = recognize(sound, only());
    EXPECT_EQ(said(r), everywhere);
    EXPECT_THAT(r.skipped, IsEmpty());
    EXPECT_EQ(r.summary.status, Status::ok);
  }
}

TEST_F(Only, of_a_part_tells_what_is_outside_and_what_was_not_heard) {
  const test::SpelledSound sound = mostly_music();
  const double from_s = 2, to_s = 35;
  const Result r = recognize(sound, only({.selection = {.from_s = from_s, .to_s = to_s}}));
  std::int64_t outside = 0;
  for (const Skipped& span : r.skipped)
    outside += span.code == ErrorCode::outside_range ? span.end_frame - span.start_frame : 0;
  EXPECT_EQ(outside, r.summary.frames - 33 * 16000);
  EXPECT_EQ(r.summary.unheard, r.summary.skipped - outside);
  EXPECT_GT(r.summary.unheard, 0);
  EXPECT_EQ(said(r), said(recognize(sound, {.selection = {.from_s = from_s, .to_s = to_s}})));
}

TEST_F(Only, hears_each_channel_where_any_has_the_class) {
  test::SpelledSound left = mostly_music(), right;
  play(right, 60).say("owl");
  play(right, 30);
  std::vector<float> both;
  left.samples.resize(std::max(left.samples.size(), right.samples.size()));
  right.samples.resize(left.samples.size());
  for (std::size_t i = 0; i < left.samples.size(); ++i)
    both.insert(both.end(), {left.samples[i], right.samples[i]});
  const RecognizerOptions each{.selection = {.channels = ChannelChoice::each}};
  const Result without = recognize(both, 2, each), r = recognize(both, 2, only(each));
  EXPECT_EQ(said(r), said(without));
  EXPECT_GT(r.summary.skipped, r.summary.frames / 4);
  EXPECT_EQ(r.summary.unheard, r.summary.skipped);
}

TEST_F(Only, costs_the_memory_of_both_models) {
  Recognizer alone(model(), {.workers = 1, .memory_bytes = kLeastMemory});
  Recognizer both(model(), only({.workers = 1, .memory_bytes = kLeastMemory}));
  EXPECT_GE(both.memory_bytes() - alone.memory_bytes(), Hearing::memory_bytes(loud_listener(), {}));
}

TEST_F(Only, refuses_what_cannot_say_where_a_class_is) {
  const auto refusal = [this](OnlyWhere only) {
    try {
      Recognizer(model(), {.memory_bytes = 1 << 30, .only = std::move(only)});
    } catch (const SetupError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(refusal(only_loud(loud_)), "");
  EXPECT_EQ(refusal({only_loud(loud_).model, "quiet"}),
            "model loudness has no label \"quiet\"; expected one of \"loud\"");
  EXPECT_THAT(refusal({model(), "a"}), HasSubstr("transcripts, which cannot say where a class is heard"));
}

}  // namespace
}  // namespace nightjar
