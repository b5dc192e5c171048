// Hand-worked examples of where utterances begin, end and are cut.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stages/decode/ctc_support.h"

namespace nightjar {
namespace {

using test::decode;
using test::letters;
using test::probabilities;
using test::say;

std::vector<std::string> texts(const std::vector<CtcUtterance>& utterances) {
  std::vector<std::string> out;
  for (const CtcUtterance& utterance : utterances) out.push_back(utterance.text);
  return out;
}

TEST(CtcUtterance, ends_an_utterance_at_a_run_without_written_tokens) {
  for (const std::int64_t width : {0, 5}) {
    const CtcOptions options{.beam_width = width, .utterance_gap_frames = 4};
    EXPECT_THAT(texts(decode(letters("ab|"), options, say("ab|", "a|___b|__a_______b", 0.99))),
                testing::ElementsAre("a", "b a", "b"));
  }
}

TEST(CtcUtterance, cuts_a_long_utterance_before_its_last_word) {
  for (const std::int64_t width : {0, 5}) {
    const CtcOptions options{
        .beam_width = width, .n_best = 3, .max_utterance_frames = 10, .word_margin_frames = 1};
    const auto found = decode(letters("ab|"), options, say("ab|", "a|b|a|b_baa_b|b|a"));
    //                                                              the cut: ^
    ASSERT_THAT(texts(found), testing::ElementsAre("a b a", "bbab", "b a"));
    EXPECT_TRUE(found[0].continues);
    EXPECT_TRUE(found[1].continues);
    EXPECT_FALSE(found[2].continues);
    EXPECT_LE(found[0].end_frame, found[1].start_frame);
    EXPECT_EQ(found[0].text, found[0].n_best[0].text);
  }
}

// "a b" is the likeliest prefix, but more of them begin with "b" than with "a".
TEST(CtcUtterance, a_cut_lists_what_it_has_written_first) {
  CtcOptions options{.beam_width = 50, .n_best = 5, .max_utterance_frames = 3};
  options.hotwords = {{"a b", 1.37}};
  const auto found = decode(letters("abcd|"), options,
                            probabilities({.01, .3, .65, .01, .01, .02, .01, .01, .01, .01, .01, .95, .01,
                                           .005, .3, .34, .34, .005}));
  ASSERT_EQ(texts(found), (std::vector<std::string>{"a", "b"}));
  ASSERT_GE(found[0].n_best.size(), 2U);
  EXPECT_EQ(found[0].n_best[0].text, "a");
  EXPECT_EQ(found[0].n_best[1].text, "b");
  EXPECT_GT(found[0].n_best[1].score, found[0].n_best[0].score);
}

// "ab b" is unlikely, which shows only after "ab" was written: it stays.
TEST(CtcUtterance, takes_nothing_back_that_a_cut_has_written) {
  CtcOptions options{.beam_width = 10, .max_utterance_frames = 4};
  options.hotwords = {{"ab b", -2}};
  auto rows = probabilities({.02, .94, .02, .02, .02, .4, .56, .02});
  const auto rest = say("ab|", "|b|a", 0.94);
  rows.insert(rows.end(), rest.begin(), rest.end());
  EXPECT_THAT(texts(decode(letters("ab|"), options, rows)), testing::ElementsAre("ab", "b a"));
  options.max_utterance_frames = 100;
  EXPECT_NE(texts(decode(letters("ab|"), options, rows)), std::vector<std::string>{"ab b a"});
}

TEST(CtcUtterance, cuts_a_word_that_is_longer_than_an_utterance_may_be_without_doubling_its_letters) {
  for (const std::int64_t width : {0, 5}) {
    const CtcOptions options{.beam_width = width, .max_utterance_frames = 4};
    EXPECT_THAT(texts(decode(letters("ab|"), options, say("ab|", "abaaaabaa"))),
                testing::ElementsAre("aba", "ba"));
  }
}

TEST(CtcUtterance, a_reset_ends_the_utterance_and_counts_on_from_where_it_is_told) {
  for (const std::int64_t width : {0, 5}) {
    std::vector<CtcUtterance> found;
    CtcDecoder decoder(letters("ab|"), {.beam_width = width}, [&](CtcUtterance&& u) { found.push_back(u); });
    decoder.push(say("ab|", "__a"));
    decoder.reset(100);
    EXPECT_EQ(decoder.next_frame(), 100);
    EXPECT_EQ(decoder.settled_frame(), 100);
    decoder.push(say("ab|", "a_b"));
    decoder.finish();
    ASSERT_THAT(texts(found), testing::ElementsAre("a", "ab"));
    EXPECT_EQ(found[0].end_frame, 3);
    EXPECT_EQ(found[1].start_frame, 100);
    EXPECT_EQ(found[1].end_frame, 103);
  }
}

TEST(CtcUtterance, a_reset_forgets_the_silence_before_it) {
  std::vector<CtcUtterance> found;
  CtcDecoder decoder(letters("a"), {.beam_width = 5, .utterance_gap_frames = 4},
                     [&](CtcUtterance&& u) { found.push_back(u); });
  decoder.push(say("a", "a___"));
  decoder.reset(10);
  decoder.push(probabilities({.51, .49, .51, .49}));  // silence before it would end the utterance after one
  decoder.finish();
  EXPECT_THAT(texts(found), testing::ElementsAre("a", "a"));
}

TEST(CtcUtterance, knows_before_the_end_which_words_are_settled) {
  const auto vocabulary = letters("ab|");
  std::vector<CtcUtterance> found;
  CtcDecoder decoder(vocabulary, {.beam_width = 10, .beam_threshold = 3},
                     [&](CtcUtterance&& u) { found.push_back(u); });
  std::vector<CtcWord> settled;
  const auto rows = say("ab|", "ab|ba|a_a|b|ab|ba|a__a|b_b|a|a_", 0.95);
  for (std::size_t i = 0; i < rows.size(); i += vocabulary.size()) {
    decoder.push(std::span(rows).subspan(i, vocabulary.size()));
    const auto now = decoder.settled_words();
    ASSERT_GE(now.size(), settled.size());
    EXPECT_EQ(test::describe_words({now.begin(), now.begin() + static_cast<std::ptrdiff_t>(settled.size())}),
              test::describe_words(settled));
    settled = now;
  }
  EXPECT_GE(settled.size(), 6U);
  decoder.finish();
  ASSERT_GE(found[0].words.size(), settled.size());
  found[0].words.resize(settled.size());
  EXPECT_EQ(test::describe_words(found[0].words), test::describe_words(settled));
}

}  // namespace
}  // namespace nightjar
