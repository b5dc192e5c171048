// Hand-worked examples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "nightjar/error.h"
#include "tests/stages/decode/ctc_support.h"

namespace nightjar {
namespace {

using test::decode;
using test::exact_search;
using test::letters;
using test::probabilities;
using test::say;
using testing::HasSubstr;

std::string text(const std::vector<CtcUtterance>& utterances) {
  return utterances.empty() ? "" : utterances.front().text;
}

TEST(CtcDecoder, merges_repeats_and_then_removes_blanks) {
  for (const std::int64_t width : {0, 5}) {
    const CtcOptions options{.beam_width = width};
    EXPECT_EQ(text(decode(letters("ab|"), options, say("ab|", "aa_abb|b_"))), "aab b") << width;
    EXPECT_EQ(text(decode(letters("ab|"), options, say("ab|", "|a||b|"))), "a b") << width;
    EXPECT_TRUE(decode(letters("ab|"), options, say("ab|", "__|__")).empty()) << width;
  }
}

TEST(CtcDecoder, keeps_no_more_than_its_beam_and_of_equals_the_first) {
  const auto rows = probabilities({.2, .4, .4});
  const auto found = decode(letters("ab"), {.beam_width = 1, .n_best = 5}, rows);
  EXPECT_EQ(text(found), "a");
  EXPECT_EQ(found.at(0).n_best.size(), 1U);
  EXPECT_EQ(text(decode(letters("ab"), {}, rows)), "a");
  CtcOptions one = exact_search();
  one.max_tokens = 1;
  EXPECT_EQ(decode(letters("ab"), one, rows).at(0).n_best.size(), 2U) << "a and nothing";
}

TEST(CtcDecoder, takes_the_blank_at_any_index) {
  const CtcVocabulary vocabulary({.tokens = {"a", "|", "<pad>"}, .blank = 2});
  const auto rows = probabilities({.8, .1, .1, .1, .1, .8, .8, .1, .1});
  EXPECT_EQ(text(decode(vocabulary, {}, rows)), "aa");
  EXPECT_EQ(text(decode(vocabulary, {.beam_width = 4}, rows)), "aa");
}

// Two frames, each blank 0.6 and a 0.4: the best alignment is blank (0.36), the best text "a" (0.64), as in
// A. Graves et al. 2006, figure 2's reason for prefix search.
TEST(CtcDecoder, sums_over_alignments_where_greedy_search_does_not) {
  const auto rows = probabilities({.6, .4, .6, .4});
  EXPECT_TRUE(decode(letters("a"), {}, rows).empty());
  const auto found = decode(letters("a"), exact_search(), rows);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, "a");
  ASSERT_EQ(found[0].n_best.size(), 2U);
  EXPECT_NEAR(found[0].n_best[0].score, 0.64, 1e-6);
  EXPECT_NEAR(found[0].n_best[0].log_probability, std::log(0.64), 1e-6);
  EXPECT_NEAR(found[0].n_best[1].score, 0.36, 1e-6);
  EXPECT_EQ(found[0].n_best[1].text, "");
}

// Its alignments have a probability below any double.
TEST(CtcDecoder, loses_nothing_in_a_long_utterance) {
  std::string said;
  for (int i = 0; i < 350; ++i) said += i % 3 == 0 ? "a_|_" : "b_a_";
  const auto found = decode(letters("abcdefghij|"), {.beam_width = 20}, say("abcdefghij|", said, 0.35));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(found[0].n_best[0].log_probability, -745);
  EXPECT_GT(found[0].n_best[0].log_probability, 1400 * std::log(0.35));
  EXPECT_GE(found[0].words.size(), 100U);
}

TEST(CtcDecoder, takes_logits_and_probabilities_below_any_float) {
  // A softmax does not mind a constant.
  auto rows = say("ab|", "a_b");
  for (float& value : rows) value += 7;
  const auto from_logits = decode(letters("ab|"), {.emissions = "logits", .beam_width = 5}, rows);
  const auto from_log_probs = decode(letters("ab|"), {.beam_width = 5}, say("ab|", "a_b"));
  EXPECT_NEAR(from_logits[0].n_best[0].log_probability, from_log_probs[0].n_best[0].log_probability, 1e-5);

  constexpr float kNo = -std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const test::Emissions sure{kNo, 0, kNo, 0, kNan, kNo, kNan, kNan, kNan, kNo, kNo, kNo, kNo, kNo, 0};
  for (const char* emissions : {"logits", "log_probs"}) {
    for (const std::int64_t width : {0, 5}) {
      const auto found = decode(letters("ab"), {.emissions = emissions, .beam_width = width}, sure);
      ASSERT_EQ(found.size(), 1U);
      EXPECT_EQ(found[0].text, "ab");
      EXPECT_EQ(found[0].n_best[0].log_probability, 0);
    }
  }
}

// Frames:  0123456789012
//          __a_b_|___a__
TEST(CtcDecoder, bounds_words_beside_their_spikes) {
  for (const std::int64_t width : {0, 5}) {
    const CtcOptions options{.beam_width = width, .word_margin_frames = 2};
    const auto found = decode(letters("ab|"), options, say("ab|", "__a_b_|___a__", 0.97));
    ASSERT_EQ(found.size(), 1U);
    ASSERT_EQ(found[0].words.size(), 2U);
    const CtcWord& ab = found[0].words[0];
    EXPECT_EQ(ab.text, "ab");
    EXPECT_EQ(ab.start_frame, 0) << "the margin before the spike";
    EXPECT_EQ(ab.end_frame, 6) << "not into the separator";
    ASSERT_EQ(ab.tokens.size(), 2U);
    EXPECT_EQ(ab.tokens[0].end_frame, 3) << "half way between the spikes";
    EXPECT_EQ(ab.tokens[1].start_frame, 3);
    const CtcWord& a = found[0].words[1];
    EXPECT_EQ(a.start_frame, 8);
    EXPECT_EQ(a.end_frame, 13);
    EXPECT_EQ(found[0].start_frame, 0);
    EXPECT_EQ(found[0].end_frame, 13);
    EXPECT_NEAR(a.score, 0.97, 1e-6);
  }
}

// "a" is likelier than "aa", but for the hotword; only a blank can be between them.
TEST(CtcDecoder, aligns_a_token_that_is_said_twice) {
  CtcOptions options{.beam_width = 5};
  options.hotwords = {{"aa", 3}};
  const auto found =
      decode(letters("a|"), options, probabilities({.05, .9, .05, .35, .6, .05, .05, .9, .05}));
  ASSERT_EQ(text(found), "aa");
  EXPECT_EQ(found[0].words[0].tokens[0].end_frame, 1);
  EXPECT_EQ(found[0].words[0].tokens[1].end_frame, 3);
}

TEST(CtcDecoder, begins_no_word_in_a_separator) {
  const auto found = decode(letters("ab|"), {.word_margin_frames = 9}, say("ab|", "a____|b"));
  ASSERT_EQ(found[0].words.size(), 2U);
  EXPECT_EQ(found[0].words[0].end_frame, 3);
  EXPECT_EQ(found[0].words[1].start_frame, 6);
}

TEST(CtcDecoder, lets_words_without_a_separator_meet_half_way) {
  const auto found = decode(letters("ab"), {.word_margin_frames = 9}, say("ab", "_a___b_"));
  ASSERT_EQ(found[0].words.size(), 2U);
  EXPECT_EQ(found[0].words[0].end_frame, 3);
  EXPECT_EQ(found[0].words[1].start_frame, 3);
}

TEST(CtcDecoder, scores_a_token_by_its_highest_posterior_and_a_word_by_their_mean) {
  // a: 0.5, 0.9, 0.6; b: 0.7.
  const auto rows = probabilities({.3, .5, .2, .05, .9, .05, .3, .6, .1, .28, .02, .7});
  for (const std::int64_t width : {0, 5}) {
    const CtcVocabulary vocabulary({.tokens = {"_", "a", "##b"}, .style = "wordpieces"});
    const auto found = decode(vocabulary, {.beam_width = width}, rows);
    ASSERT_EQ(found[0].text, "ab");
    EXPECT_NEAR(found[0].words[0].tokens[0].score, 0.9, 1e-6);
    EXPECT_NEAR(found[0].words[0].tokens[1].score, 0.7, 1e-6);
    EXPECT_NEAR(found[0].words[0].score, std::sqrt(0.9 * 0.7), 1e-6);
    EXPECT_NEAR(found[0].score, std::sqrt(0.9 * 0.7), 1e-6);
  }
}

TEST(CtcDecoder, refuses_options_out_of_range) {
  const auto message = [](auto&& change) -> std::string {
    CtcOptions options;
    change(options);
    try {
      const CtcDecoder decoder(letters("a|"), options, [](CtcUtterance&&) {});
    } catch (const SetupError& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_option);
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message([](CtcOptions&) {}), "accepted");
  EXPECT_THAT(message([](auto& o) { o.emissions = "odds"; }), HasSubstr("emissions is \"odds\""));
  EXPECT_EQ(message([](auto& o) { o.beam_width = -1; }), "beam_width is -1; expected is 0 to 10000");
  EXPECT_THAT(message([](auto& o) { o.n_best = 0; }), HasSubstr("n_best is 0"));
  EXPECT_THAT(message([](auto& o) { o.beam_threshold = 0; }), HasSubstr("beam_threshold is 0"));
  EXPECT_THAT(message([](auto& o) { o.token_min_log_prob = 1; }), HasSubstr("token_min_log_prob is 1"));
  EXPECT_THAT(message([](auto& o) { o.max_tokens = 0; }), HasSubstr("max_tokens is 0"));
  EXPECT_THAT(message([](auto& o) { o.alpha = std::nan(""); }), HasSubstr("alpha is nan"));
  EXPECT_THAT(message([](auto& o) { o.beta = 1000; }), HasSubstr("beta is 1000"));
  EXPECT_THAT(message([](auto& o) { o.unknown_log10 = 1; }), HasSubstr("unknown_log10 is 1"));
  EXPECT_THAT(message([](auto& o) { o.utterance_gap_frames = 0; }), HasSubstr("utterance_gap_frames is 0"));
  EXPECT_THAT(message([](auto& o) { o.max_utterance_frames = 0; }), HasSubstr("max_utterance_frames is 0"));
  EXPECT_THAT(message([](auto& o) { o.word_margin_frames = -1; }), HasSubstr("word_margin_frames is -1"));
  EXPECT_THAT(message([](auto& o) { o.hotwords = {{"", 1}}; }), HasSubstr("the length of hotword \"\" is 0"));
  EXPECT_THAT(message([](auto& o) { o.hotwords = {{"a  b", 1}}; }), HasSubstr("hotword \"a  b\" has spaces"));
  EXPECT_THAT(message([](auto& o) {
                o.hotwords = {{"a", std::nan("")}};
              }),
              HasSubstr("the boost of hotword \"a\" is nan"));
}

}  // namespace
}  // namespace nightjar
