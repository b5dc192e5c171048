// Transcripts through the whole engine: sound that spells words, over a stub for the network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <string>

#include "nightjar/recognizer.h"
#include "tests/engine/support/expect_accounted.h"
#include "tests/engine/support/spelling_model.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::SpelledSound;
using testing::ElementsAre;
using testing::HasSubstr;
using Json = nlohmann::json;

class Transcripts : public testing::Test {
 protected:
  Model model(const std::function<void(Json&)>& change = [](Json&) {}) {
    Json manifest = test::spelling_manifest();
    change(manifest);
    test::write_spelling_model(folder_ / "model", manifest);
    return Model(std::make_shared<const LoadedModel>(load_manifest(folder_ / "model"), backend_));
  }

  static Result recognize(const Model& model, const SpelledSound& sound, RecognizerOptions options = {}) {
    if (options.memory_bytes == 0) options.memory_bytes = 1 << 30;
    Recognizer engine(model, options);
    Result r = engine.submit(sound.samples, sound.rate_hz).get();
    expect_accounted(r);
    return r;
  }

  const test::TempFolder folder_;
  const test::SpellingBackend backend_;
};

std::vector<std::string> texts(const auto& records) {
  std::vector<std::string> out;
  for (const auto& record : records) out.push_back(record.text);
  return out;
}

// Everything that is said of a recording, but for its gaps.
std::string described(const Result& r) {
  std::string out;
  const auto add = [&out](const auto& record) {
    out += std::to_string(record.start_frame) + "-" + std::to_string(record.end_frame) + " " + record.text +
           " " + std::to_string(record.score) + " " + std::to_string(record.channel) + "\n";
  };
  for (const Word& word : r.words) add(word);
  for (const Transcript& said : r.transcripts) {
    add(said);
    for (const Alternative& other : said.n_best) out += other.text + " " + std::to_string(other.score) + "\n";
  }
  return out;
}

// A stride, and what its frames hear after it.
void expect_words_of(const SpelledSound& sound, const Result& r) {
  ASSERT_EQ(r.words.size(), sound.words.size());
  const std::int64_t tolerance = (test::kSpellingStride + 40) * sound.rate_hz / test::kSpellingRateHz;
  for (std::size_t i = 0; i < r.words.size(); ++i) {
    EXPECT_EQ(r.words[i].text, sound.words[i].text);
    EXPECT_LE(std::abs(r.words[i].start_frame - sound.words[i].start_frame), tolerance) << r.words[i].text;
    EXPECT_LE(std::abs(r.words[i].end_frame - sound.words[i].end_frame), tolerance) << r.words[i].text;
    EXPECT_GT(r.words[i].score, 0.8F);
  }
}

SpelledSound some_sound(std::int64_t rate_hz = test::kSpellingRateHz) {
  SpelledSound sound(rate_hz);
  sound.pause(0.513).say("hello night").pause(1.301).say("the nightjar churrs").pause(2.207);
  return sound.say("all").pause(0.7);
}

TEST_F(Transcripts, are_the_words_that_were_said_with_their_times) {
  for (const std::int64_t rate_hz : {16000, 44100}) {
    const SpelledSound sound = some_sound(rate_hz);
    const Result r = recognize(model(), sound);
    expect_words_of(sound, r);
    EXPECT_THAT(texts(r.transcripts), ElementsAre("hello night", "the nightjar churrs", "all"));
    EXPECT_EQ(r.transcripts[1].start_frame, r.words[2].start_frame);
    EXPECT_EQ(r.transcripts[1].end_frame, r.words[4].end_frame);
    EXPECT_TRUE(r.transcripts[0].n_best.empty());
    EXPECT_EQ(r.summary.status, Status::ok);
    EXPECT_EQ(r.summary.events, 0);
  }
}

TEST_F(Transcripts, are_the_same_for_segments_of_any_length) {
  const SpelledSound sound = some_sound();
  const std::string expected = described(recognize(model(), sound));
  for (const std::int64_t segment : {9600, 16000, 80000}) {
    for (const std::int64_t overlap : {640, 1600}) {
      const Model other = model([&](Json& m) {
        m["segment_samples"] = segment;
        m["hop_samples"] = segment - overlap;
        m["input"]["shape"][1] = segment / 160 + 1;
      });
      EXPECT_EQ(described(recognize(other, sound)), expected) << segment << " " << overlap;
    }
  }
}

TEST_F(Transcripts, are_the_same_for_any_workers_and_memory) {
  const SpelledSound sound = some_sound();
  const Model greedy = model();
  const Model beam = model([](Json& m) { m["decode"]["beam_width"] = 20, m["decode"]["n_best"] = 3; });
  for (const Model& each : {greedy, beam}) {
    const std::string expected = described(recognize(each, sound, {.workers = 1}));
    EXPECT_EQ(described(recognize(each, sound, {.workers = 3})), expected);
    EXPECT_EQ(described(recognize(each, sound, {.workers = 2, .memory_bytes = kLeastMemory})), expected);
  }
}

TEST_F(Transcripts, are_not_joined_across_missing_sound) {
  SpelledSound sound;
  sound.pause(0.3).say("before").pause(0.1);
  const std::size_t begin = sound.samples.size();
  sound.pause(0.1).say("after").pause(0.3);
  for (std::size_t i = begin; i < begin + 1000; ++i)
    sound.samples[i] = std::numeric_limits<float>::quiet_NaN();
  const Result r = recognize(model(), sound);
  EXPECT_THAT(texts(r.transcripts), ElementsAre("before", "after"));
  ASSERT_EQ(r.gaps.size(), 1U);
  const auto start = static_cast<std::int64_t>(begin);
  EXPECT_EQ(r.gaps[0].start_frame, start);
  EXPECT_LE(r.transcripts[0].end_frame, start + test::kSpellingStride);
  EXPECT_GE(r.transcripts[1].start_frame, start + 1000 - test::kSpellingStride);
  EXPECT_EQ(r.summary.status, Status::partial);
}

TEST_F(Transcripts, are_not_joined_across_a_hole_smaller_than_a_row) {
  SpelledSound sound;
  sound.pause(0.3).say("owl").say("et").pause(0.3);
  const auto hole = static_cast<std::size_t>(sound.words[1].start_frame) - 500;
  for (const std::size_t at : {hole, hole + 160}) {
    SpelledSound holed = sound;
    for (std::size_t i = at; i < at + 100; ++i) holed.samples[i] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_THAT(texts(recognize(model(), holed).words), ElementsAre("owl", "et"));
  }
  EXPECT_THAT(texts(recognize(model(), sound).words), ElementsAre("owlet"));
}

// Words of a damaged file: those away from the damage are as they were, or their times say that they are
// guesses.
TEST_F(Transcripts, around_a_damaged_span_keep_their_times_or_mark_them) {
  SpelledSound sound;
  for (int i = 0; i < 10; ++i) sound.say("to wit to woo").pause(1.2);
  const auto read = [&](const test::FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    Recognizer engine(model(), {.memory_bytes = 1 << 30});
    Result r = engine.recognize(folder_ / "a");
    expect_accounted(r);
    return r;
  };
  for (const auto& [format, has_positions] : {std::pair{SF_FORMAT_FLAC | SF_FORMAT_PCM_16, true},
                                              std::pair{SF_FORMAT_WAV | SF_FORMAT_PCM_16, false}}) {
    test::write_sound(folder_ / "whole", sound.samples, 16000, 1, format);
    test::FileBytes bytes = test::read_bytes(folder_ / "whole");
    const Result whole = read(bytes);
    EXPECT_EQ(whole.words.size(), 40U);
    const auto middle = bytes.begin() + std::ssize(bytes) / 2;
    if (has_positions) {
      std::fill(middle, middle + std::ssize(bytes) / 10, std::uint8_t{0});
    } else {
      bytes.erase(middle, bytes.end());
    }
    const Result r = read(bytes);
    EXPECT_EQ(r.summary.status, Status::partial);
    EXPECT_FALSE(r.gaps.empty());
    EXPECT_GE(r.words.size(), has_positions ? 30U : 18U);
    EXPECT_LT(r.words.size(), 40U);
    for (const Word& word : r.words) {
      EXPECT_EQ(word.time_uncertain, !has_positions);
      const bool beside_a_gap = std::ranges::any_of(r.gaps, [&](const Gap& gap) {
        return gap.end_frame >= word.start_frame - 3200 && gap.start_frame <= word.end_frame + 3200;
      });
      EXPECT_TRUE(beside_a_gap || std::ranges::any_of(whole.words,
                                                      [&](const Word& w) {
                                                        return w.start_frame == word.start_frame &&
                                                               w.end_frame == word.end_frame &&
                                                               w.text == word.text;
                                                      }))
          << word.start_frame;
    }
    for (const Transcript& said : r.transcripts) EXPECT_EQ(said.time_uncertain, !has_positions);
  }
}

TEST_F(Transcripts, of_a_long_utterance_go_on_in_the_next) {
  SpelledSound sound;
  sound.say("one two three four five six seven eight nine ten").pause(2);
  const Result r = recognize(model([](Json& m) { m["decode"]["max_utterance_s"] = 2; }), sound);
  expect_words_of(sound, r);
  ASSERT_GE(r.transcripts.size(), 3U);
  std::string all;
  for (const Transcript& said : r.transcripts) {
    EXPECT_EQ(said.continues, &said != &r.transcripts.back());
    all += (all.empty() ? "" : " ") + said.text;
  }
  EXPECT_EQ(all, "one two three four five six seven eight nine ten");
}

TEST_F(Transcripts, have_alternatives_and_hotwords_choose_between_them) {
  SpelledSound sound;
  sound.pause(0.3).say("a c[ou]t sat").pause(2);
  const Model greedy = model();
  TranscriptOptions asked{.beam_width = 20, .n_best = 4};
  const Result plain = recognize(greedy, sound, {.transcripts = asked});
  ASSERT_EQ(plain.transcripts.size(), 1U);
  ASSERT_GE(plain.transcripts[0].n_best.size(), 2U);
  EXPECT_EQ(plain.transcripts[0].n_best[0].text, plain.transcripts[0].text);
  EXPECT_GE(plain.transcripts[0].n_best[0].score, plain.transcripts[0].n_best[1].score);
  EXPECT_THAT(texts(plain.transcripts[0].n_best), testing::IsSupersetOf({"a cot sat", "a cut sat"}));
  for (const char* word : {"cot", "cut"}) {
    asked.hotwords = {{word, 12}};
    const Result r = recognize(greedy, sound, {.transcripts = asked});
    EXPECT_THAT(texts(r.transcripts), ElementsAre("a " + std::string(word) + " sat"));
  }
}

TEST_F(Transcripts, of_each_channel_come_in_one_order) {
  SpelledSound left, right;
  left.pause(0.2).say("the left one").pause(3).say("again").pause(2);
  right.pause(1).say("right").pause(2);
  std::vector<float> both;
  right.samples.resize(left.samples.size());
  for (std::size_t i = 0; i < left.samples.size(); ++i) {
    both.push_back(left.samples[i]);
    both.push_back(right.samples[i]);
  }
  Recognizer engine(model(), {.memory_bytes = 1 << 30, .selection = {.channels = ChannelChoice::each}});
  const Result r = engine.submit(both, 16000, 2).get();
  EXPECT_THAT(texts(r.transcripts), ElementsAre("the left one", "right", "again"));
  EXPECT_EQ(r.transcripts[1].channel, 1);
  EXPECT_THAT(texts(r.words), ElementsAre("the", "left", "right", "one", "again"));
}

TEST_F(Transcripts, of_a_part_lie_inside_it) {
  const SpelledSound sound = some_sound();
  const double from_s = 2, to_s = 5.01;
  const Result all = recognize(model(), sound);
  const Result part = recognize(model(), sound, {.selection = {.from_s = from_s, .to_s = to_s}});
  ASSERT_FALSE(part.words.empty());
  for (const Word& word : part.words) {
    EXPECT_GE(word.start_frame, 32000);
    EXPECT_LE(word.end_frame, 80160);
  }
  EXPECT_EQ(part.words[1].text, "nightjar");
  EXPECT_EQ(part.words[1].start_frame, all.words[3].start_frame);
}

TEST_F(Transcripts, options_that_do_not_fit_are_refused) {
  const Model greedy = model();
  const auto refusal = [&](const TranscriptOptions& asked) {
    try {
      Recognizer(greedy, {.memory_bytes = 1 << 30, .transcripts = asked});
    } catch (const SetupError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(refusal({.beam_width = 5, .n_best = 2}), "");
  EXPECT_THAT(refusal({.n_best = 2}), HasSubstr("need beam search"));
  EXPECT_THAT(refusal({.hotwords = std::vector<Hotword>{{"a", 1}}}), HasSubstr("need beam search"));
  EXPECT_THAT(refusal({.beam_width = 5, .hotwords = std::vector<Hotword>{{"a", 1e6}}}), HasSubstr("boost"));
  EXPECT_THAT(refusal({.beam_width = 5, .language_model = folder_ / "no.arpa"}), HasSubstr("no.arpa"));
}

}  // namespace
}  // namespace nightjar
