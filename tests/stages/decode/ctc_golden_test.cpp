// Against another decoder: tests/golden/ctc/make_golden.py made the values and names its versions.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/stages/decode/ctc_support.h"

namespace nightjar {
namespace {

const std::string kFolder = std::string(NIGHTJAR_SOURCE_DIR) + "/tests/golden/ctc/";

nlohmann::json document() {
  std::ifstream in(kFolder + "cases.json");
  return nlohmann::json::parse(in);
}

CtcVocabulary vocabulary_of(const nlohmann::json& c) {
  return CtcVocabulary(
      {.tokens = c["tokens"], .style = c["style"], .word_separator = c["style"] == "characters" ? " " : ""});
}

test::Emissions emissions_of(const nlohmann::json& c) {
  test::Emissions rows;
  for (const auto& row : c["emissions"]) {
    for (const float value : row) rows.push_back(value);
  }
  return rows;
}

CtcOptions options_of(const nlohmann::json& golden, const nlohmann::json& c) {
  CtcOptions options;
  options.alpha = golden["alpha"];
  options.beta = golden["beta"];
  options.unknown_log10 = golden["unknown_log10"];
  if (c["language_model"]) options.language_model = NgramModel::load_arpa(kFolder + "words.arpa");
  for (const std::string hotword : c["hotwords"]) options.hotwords.push_back({hotword, c["boost"]});
  return options;
}

// The sums differ by what either beam drops, and the language model's weights are floats in both.
constexpr double kTolerance = 2e-3;

TEST(CtcGolden, finds_what_pyctcdecode_finds) {
  const auto golden = document();
  for (const auto& c : golden["cases"]) {
    SCOPED_TRACE(c["name"]);
    CtcOptions options = options_of(golden, c);
    options.beam_width = 4000;
    options.n_best = 50;
    options.beam_threshold = 60;
    options.token_min_log_prob = -12;
    const auto found = test::decode(vocabulary_of(c), options, emissions_of(c));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].text, c["n_best"][0]["text"]);
    for (const auto& expected : c["n_best"]) {
      const std::string text = expected["text"];
      const auto same = std::find_if(found[0].n_best.begin(), found[0].n_best.end(),
                                     [&](const CtcAlternative& a) { return a.text == text; });
      ASSERT_NE(same, found[0].n_best.end()) << text;
      EXPECT_NEAR(same->log_probability, expected["log_probability"].get<double>(), kTolerance) << text;
      EXPECT_NEAR(same->log_probability + same->log_bonus, expected["log_score"].get<double>(), kTolerance)
          << text;
    }
  }
}

// The usual settings, far narrower.
TEST(CtcGolden, finds_nearly_as_likely_texts_in_a_narrow_beam) {
  const auto golden = document();
  for (const auto& c : golden["cases"]) {
    SCOPED_TRACE(c["name"]);
    CtcOptions options = options_of(golden, c);
    options.beam_width = 50;
    const auto found = test::decode(vocabulary_of(c), options, emissions_of(c));
    const CtcAlternative& best = found.at(0).n_best.at(0);
    EXPECT_GE(best.log_probability + best.log_bonus, c["n_best"][0]["log_score"].get<double>() - 0.5)
        << best.text;
  }
}

}  // namespace
}  // namespace nightjar
