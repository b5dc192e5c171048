#include <gtest/gtest.h>

#include "stages/decode/hotword_automaton.h"
#include "tests/stages/decode/ctc_support.h"

namespace nightjar {
namespace {

double completed(const HotwordAutomaton& automaton, const std::string& text) {
  double sum = 0;
  automaton.feed(automaton.start(), text + " ", sum);
  return sum;
}

double partial(const HotwordAutomaton& automaton, const std::string& text) {
  double sum = 0;
  return automaton.partial(automaton.feed(automaton.start(), text, sum));
}

TEST(HotwordAutomaton, counts_whole_phrases_that_overlap) {
  const HotwordAutomaton automaton({{"new york", 2}, {"york town", 3}, {"york", 1}, {"new york new york", 5}},
                                   " ");
  EXPECT_EQ(completed(automaton, "new york"), 3);
  EXPECT_EQ(completed(automaton, "new york town"), 6);
  EXPECT_EQ(completed(automaton, "new york new york"), 11);
  EXPECT_EQ(completed(automaton, "new yorks"), 0) << "a part of a word";
  EXPECT_EQ(completed(automaton, "anew york"), 1);
}

TEST(HotwordAutomaton, gives_a_part_of_the_boost_and_takes_it_back) {
  const HotwordAutomaton automaton({{"nightjar", 10}, {"jar", 4}, {"no", -3}}, " ");
  EXPECT_NEAR(partial(automaton, "nigh"), 10 * 4.0 / 9, 1e-12);
  EXPECT_NEAR(partial(automaton, "nightjar"), 10 * 8.0 / 9, 1e-12);
  EXPECT_EQ(partial(automaton, "nighx"), 0) << "it failed";
  EXPECT_EQ(partial(automaton, "xnight"), 0) << "not from a word's beginning";
  EXPECT_NEAR(partial(automaton, "nigh ja"), 4 * 2.0 / 4, 1e-12) << "another one began";
  EXPECT_NEAR(partial(automaton, "n"), 10 * 1.0 / 9, 1e-12)
      << "what is unlikely costs nothing until it is said";
}

TEST(HotwordAutomaton, matches_anywhere_where_words_are_not_separated) {
  const HotwordAutomaton automaton({{"夜鹰", 2}}, "");
  double sum = 0;
  automaton.feed(automaton.start(), "小夜鹰夜", sum);
  EXPECT_EQ(sum, 2);
}

TEST(Hotwords, lift_a_phrase_that_the_model_hardly_hears) {
  const auto vocabulary = test::letters("abc|");
  // "a" is likelier than "c" in the second frame.
  const auto rows =
      test::probabilities({.04, .9, .02, .02, .02, .04, .6, .02, .32, .02, .04, .02, .9, .02, .02});
  const CtcOptions plain{.beam_width = 10};
  EXPECT_EQ(test::decode(vocabulary, plain, rows)[0].text, "ab");
  CtcOptions boosted = plain;
  boosted.hotwords = {{"acb", 3}};
  EXPECT_EQ(test::decode(vocabulary, boosted, rows)[0].text, "acb");
  boosted.hotwords = {{"acbb", 3}};
  EXPECT_EQ(test::decode(vocabulary, boosted, rows)[0].text, "ab") << "never completed";
}

TEST(Hotwords, are_compared_in_the_vocabularys_casing) {
  const CtcVocabulary vocabulary({.tokens = {"_", "A", "B", "|"}, .casing = "lower"});
  CtcOptions options{.beam_width = 10};
  options.hotwords = {{"AB", 2}};
  const auto found = test::decode(vocabulary, options, test::say("AB|", "A_B"));
  EXPECT_EQ(found[0].text, "ab");
  EXPECT_NEAR(found[0].n_best[0].log_bonus, 2, 1e-12);
}

// Only a part of the boost, held on the way, keeps the phrase in so narrow a beam.
TEST(Hotwords, keep_a_phrase_in_a_narrow_beam_until_it_is_complete) {
  const auto vocabulary = test::letters("abc|");
  test::Emissions rows;
  for (int i = 0; i < 6; ++i) {
    const auto pair = test::probabilities({.02, .62, .02, .32, .02, .9, .04, .02, .02, .02});
    rows.insert(rows.end(), pair.begin(), pair.end());
  }
  CtcOptions options{.beam_width = 2};
  options.hotwords = {{"cccccc", 12}};
  EXPECT_EQ(test::decode(vocabulary, options, rows)[0].text, "cccccc");
}

}  // namespace
}  // namespace nightjar
