// Metamorphic: what the decoder says does not depend on how the emissions are cut into pushes.
#include <gtest/gtest.h>

#include <map>

#include "tests/stages/decode/ctc_support.h"
#include "tests/stages/decode/toy_ngrams.h"

namespace nightjar {
namespace {

constexpr std::size_t kWidth = 4;

struct Case {
  CtcOptions options;
  test::Emissions rows;
};

// With silences, cuts of long utterances, hotwords and a language model.
std::vector<Case> cases() {
  std::vector<Case> all;
  for (const std::int64_t width : {0, 8}) {
    CtcOptions options{.emissions = "logits", .beam_width = width, .n_best = 4};
    options.hotwords = {{"ab a", 3}};
    options.language_model = test::load_arpa_text(test::kToyArpa);
    options.utterance_gap_frames = 6;
    options.max_utterance_frames = 25;
    test::Emissions rows;
    for (unsigned part = 0; part < 5; ++part) {
      const auto speech = test::random_logits(20 + 3 * part, kWidth, part, 3);
      rows.insert(rows.end(), speech.begin(), speech.end());
      const auto silence = test::say("ab|", std::string(4 * part, '_'), 0.98);
      rows.insert(rows.end(), silence.begin(), silence.end());
    }
    all.push_back({options, rows});
  }
  return all;
}

TEST(CtcStream, says_the_same_wherever_the_emissions_are_cut) {
  const auto vocabulary = test::letters("ab|");
  for (const Case& c : cases()) {
    const auto whole = test::decode(vocabulary, c.options, c.rows);
    ASSERT_GE(whole.size(), 5U);
    const std::span<const float> rows = c.rows;
    for (std::size_t cut = 0; cut <= rows.size(); cut += kWidth) {
      std::vector<CtcUtterance> found;
      CtcDecoder decoder(vocabulary, c.options, [&](CtcUtterance&& u) { found.push_back(std::move(u)); });
      decoder.push(rows.first(cut));
      decoder.push(rows.subspan(cut));
      decoder.finish();
      ASSERT_EQ(test::describe(found), test::describe(whole)) << "cut at frame " << cut / kWidth;
    }
  }
}

TEST(CtcStream, says_the_same_frame_by_frame_and_keeps_its_promises_on_the_way) {
  const auto vocabulary = test::letters("ab|");
  for (const Case& c : cases()) {
    std::vector<CtcUtterance> found;
    std::vector<CtcWord> words;
    std::map<std::size_t, std::string> settled_at;  // the word's number -> the word
    CtcDecoder decoder(vocabulary, c.options, [&](CtcUtterance&& u) { found.push_back(std::move(u)); });
    for (std::size_t i = 0; i < c.rows.size(); i += kWidth) {
      const std::int64_t settled = decoder.settled_frame();
      const std::size_t before = found.size();
      decoder.push(std::span(c.rows).subspan(i, kWidth));
      for (std::size_t j = before; j < found.size(); ++j) {
        for (const CtcWord& word : found[j].words) words.push_back(word);
      }
      // Whatever was settled on the way.
      const auto open = decoder.settled_words();
      for (std::size_t j = 0; j < open.size(); ++j)
        settled_at[words.size() + j] = test::describe_words({open[j]});
      EXPECT_GE(decoder.settled_frame(), settled);
      for (std::size_t j = before; j < found.size(); ++j) EXPECT_GE(found[j].start_frame, settled);
    }
    decoder.finish();
    words.clear();
    for (const CtcUtterance& u : found) words.insert(words.end(), u.words.begin(), u.words.end());
    EXPECT_EQ(test::describe(found), test::describe(test::decode(vocabulary, c.options, c.rows)));
    EXPECT_GE(settled_at.size(), 2U);
    for (const auto& [number, word] : settled_at) {
      ASSERT_LT(number, words.size());
      EXPECT_EQ(test::describe_words({words[number]}), word) << number;
    }
    std::int64_t end = 0;
    for (const CtcUtterance& u : found) {
      EXPECT_EQ(u.text, u.n_best.front().text);
      for (const CtcWord& word : u.words) {
        EXPECT_GE(word.start_frame, end);
        EXPECT_GT(word.end_frame, word.start_frame);
        end = word.end_frame;
        for (const CtcTokenSpan& token : word.tokens) {
          EXPECT_GE(token.start_frame, word.start_frame);
          EXPECT_LE(token.end_frame, word.end_frame);
        }
      }
      EXPECT_EQ(u.end_frame, end);
    }
  }
}

// A decoder that is used again is like a new one.
TEST(CtcStream, keeps_nothing_of_what_was_before_a_reset) {
  const auto vocabulary = test::letters("ab|");
  for (const Case& c : cases()) {
    std::vector<CtcUtterance> found;
    CtcDecoder decoder(vocabulary, c.options, [&](CtcUtterance&& u) { found.push_back(std::move(u)); });
    decoder.push(std::span<const float>(c.rows).first(17 * kWidth));
    decoder.reset(0);
    found.clear();
    decoder.push(c.rows);
    decoder.finish();
    EXPECT_EQ(test::describe(found), test::describe(test::decode(vocabulary, c.options, c.rows)));
  }
}

}  // namespace
}  // namespace nightjar
