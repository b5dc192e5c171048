// The beam search against the sum over every alignment there is.
#include <gtest/gtest.h>

#include <map>

#include "tests/stages/decode/ctc_support.h"
#include "tests/stages/decode/toy_ngrams.h"

namespace nightjar {
namespace {

using test::exact_search;
using test::letters;
using test::random_logits;

// The words of what an alignment says, from the definition: blank is 0.
std::vector<std::string> words_of(const std::vector<std::size_t>& alignment, const std::string& alphabet) {
  std::vector<std::string> words(1);
  std::size_t previous = 0;
  for (const std::size_t token : alignment) {
    if (token != 0 && token != previous) {
      if (alphabet[token - 1] == '|') {
        words.emplace_back();
      } else {
        words.back() += alphabet[token - 1];
      }
    }
    previous = token;
  }
  std::erase(words, "");
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

// text -> probability
std::map<std::string, double> sum_of_all(const test::Emissions& logits, const std::string& alphabet) {
  const std::size_t width = alphabet.size() + 1;
  const std::size_t frames = logits.size() / width;
  std::vector<double> p(logits.size());
  for (std::size_t t = 0; t < frames; ++t) {
    double sum = 0;
    for (std::size_t c = 0; c < width; ++c) sum += std::exp(static_cast<double>(logits[t * width + c]));
    for (std::size_t c = 0; c < width; ++c) {
      p[t * width + c] = std::exp(static_cast<double>(logits[t * width + c])) / sum;
    }
  }
  std::map<std::string, double> out;
  std::vector<std::size_t> alignment(frames);
  for (bool more = true; more;) {
    double product = 1;
    for (std::size_t t = 0; t < frames; ++t) product *= p[t * width + alignment[t]];
    out[joined(words_of(alignment, alphabet))] += product;
    more = false;
    for (std::size_t t = 0; t < frames && !more; ++t) {
      more = ++alignment[t] < width;
      if (!more) alignment[t] = 0;
    }
  }
  return out;
}

// How often the phrase is in the text, as whole words.
int count(const std::string& text, const std::string& phrase) {
  const std::string all = " " + text + " ";
  int n = 0;
  for (std::size_t at = 0; (at = all.find(" " + phrase + " ", at)) != std::string::npos; ++at) ++n;
  return n;
}

// What hotwords and language model add to a text, from ctc.h's formula.
double bonus_of(const std::string& text, const CtcOptions& options) {
  double bonus = 0;
  for (const Hotword& hotword : options.hotwords) bonus += hotword.boost * count(text, hotword.text);
  if (options.language_model == nullptr) return bonus;
  const test::ToyNgrams ngrams;
  std::vector<std::string> history{"<s>"};
  std::string word;
  const double weight = options.alpha * std::log(10.0);
  for (const char c : text + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      const double unknown = ngrams.knows(word) ? 0 : options.unknown_log10;
      bonus += weight * (ngrams.log10_p(history, word) + unknown) + options.beta;
      history.push_back(word);
      word.clear();
    }
  }
  return bonus + weight * ngrams.log10_p(history, "</s>");
}

void expect_exact(const std::string& alphabet, const test::Emissions& logits, CtcOptions options) {
  options.emissions = "logits";
  const auto expected = sum_of_all(logits, alphabet);
  const auto found = test::decode(letters(alphabet), options, logits);
  double total = 0;
  std::string best;
  double best_weight = 0;
  for (const auto& [text, p] : expected) {
    const double weight = p * std::exp(bonus_of(text, options));
    total += weight;
    if (weight > best_weight) best = text;
    best_weight = std::max(best_weight, weight);
  }
  if (best.empty()) {
    EXPECT_TRUE(found.empty());
    return;
  }
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, best);
  EXPECT_EQ(found[0].n_best.size(), expected.size());
  for (const CtcAlternative& a : found[0].n_best) {
    ASSERT_TRUE(expected.contains(a.text)) << a.text;
    const double p = expected.at(a.text);
    EXPECT_NEAR(a.log_probability, std::log(p), 1e-5) << a.text;
    EXPECT_NEAR(a.log_bonus, bonus_of(a.text, options), 1e-5) << a.text;
    EXPECT_NEAR(a.score, p * std::exp(bonus_of(a.text, options)) / total, 1e-5) << a.text;
  }
}

TEST(CtcExhaustive, a_wide_beam_sums_every_alignment) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    expect_exact("ab|", random_logits(6, 4, seed), exact_search());
    expect_exact("a|", random_logits(7, 3, seed), exact_search());
  }
}

TEST(CtcExhaustive, hotwords_add_their_boost_to_whole_phrases_only) {
  CtcOptions options = exact_search();
  options.hotwords = {{"ab", 2}, {"a b", 3}, {"b a", 1.5}, {"b", -1}, {"aba b", 4}};
  for (unsigned seed = 0; seed < 6; ++seed) expect_exact("ab|", random_logits(6, 4, 10 + seed), options);
}

TEST(CtcExhaustive, words_are_scored_by_the_language_model) {
  CtcOptions options = exact_search();
  options.language_model = test::load_arpa_text(test::kToyArpa);
  options.beta = 0.7;
  options.unknown_log10 = -1;
  for (unsigned seed = 0; seed < 6; ++seed) expect_exact("ab|", random_logits(6, 4, 20 + seed), options);
  options.hotwords = {{"ab", 2}, {"a b", 3}};
  expect_exact("ab|", random_logits(6, 4, 30), options);
}

TEST(CtcExhaustive, a_narrow_beam_finds_the_best_text_of_clear_speech) {
  const auto rows = test::say("ab|", "a_b|b_", 0.8);
  const auto expected = sum_of_all(rows, "ab|");
  const auto found = test::decode(letters("ab|"), {.beam_width = 20, .n_best = 2}, rows);
  EXPECT_EQ(found[0].text, "ab b");
  EXPECT_NEAR(found[0].n_best[0].log_probability, std::log(expected.at("ab b")), 0.05);
}

}  // namespace
}  // namespace nightjar
