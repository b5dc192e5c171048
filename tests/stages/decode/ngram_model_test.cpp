#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "nightjar/error.h"
#include "tests/stages/decode/toy_ngrams.h"

namespace nightjar {
namespace {

using test::kToyArpa;
using test::load_arpa_text;
using testing::HasSubstr;

// What a sentence's words and end score, one after the other.
std::vector<double> scores(const NgramModel& model, const std::vector<std::string>& sentence) {
  std::vector<double> out;
  NgramModel::State state = model.start();
  for (const std::string& word : sentence) {
    const NgramModel::Scored scored = model.score(state, model.word(word));
    out.push_back(scored.log10_p);
    state = scored.state;
  }
  out.push_back(model.log10_end(state));
  return out;
}

TEST(NgramModel, scores_every_short_sentence_as_the_definition_does) {
  const auto model = load_arpa_text(kToyArpa);
  const test::ToyNgrams reference;
  const std::vector<std::string> words{"a", "b", "ab", "abc", "zebra"};
  for (int code = 0; code < 5 * 5 * 5 * 5; ++code) {
    std::vector<std::string> sentence;
    for (int rest = code; rest > 0; rest /= 5) sentence.push_back(words[static_cast<std::size_t>(rest % 5)]);
    const auto got = scores(*model, sentence);
    std::vector<std::string> history{"<s>"};
    sentence.emplace_back("</s>");
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      EXPECT_NEAR(got[i], reference.log10_p(history, sentence[i]), 1e-6) << code << " at " << i;
      history.push_back(sentence[i]);
    }
  }
}

TEST(NgramModel, finds_words_by_their_beginnings) {
  const auto model = load_arpa_text(kToyArpa);
  const auto with_a = model->narrow(model->words(), 0, "a");
  EXPECT_EQ(with_a.end - with_a.first, 3U);
  const auto with_ab = model->narrow(with_a, 1, "b");
  EXPECT_EQ(with_ab.end - with_ab.first, 2U);
  EXPECT_EQ(model->word(with_ab, 2), model->word("ab"));
  EXPECT_NE(model->word("ab"), NgramModel::kUnknown);
  EXPECT_EQ(model->word(model->narrow(with_ab, 2, "x"), 3), NgramModel::kUnknown);
  EXPECT_EQ(model->word("<unknown"), NgramModel::kUnknown) << "a beginning is no word";
}

TEST(NgramModel, reads_unigrams_alone_and_files_with_carriage_returns) {
  const auto one =
      load_arpa_text("\\data\\\r\nngram 1=2\r\n\r\n\\1-grams:\r\n-0.5 a\r\n-0.25\tb\r\n\\end\\\r\n");
  EXPECT_EQ(one->order(), 1);
  EXPECT_FLOAT_EQ(static_cast<float>(scores(*one, {"b"})[0]), -0.25F);
  EXPECT_EQ(scores(*one, {"nobody"})[0], -100) << "no <unk>";
  EXPECT_EQ(scores(*one, {})[0], 0) << "no </s>";
}

TEST(NgramModel, tells_its_memory_and_refuses_what_takes_more_than_it_may) {
  std::string text = "\\data\\\nngram 1=20000\n\\1-grams:\n";
  for (int i = 0; i < 20000; ++i) text += "-1 word" + std::to_string(i) + "\n";
  text += "\\end\\\n";
  const auto model = load_arpa_text(text);
  EXPECT_GT(model->memory_bytes(), 20000 * 20);
  EXPECT_LT(model->memory_bytes(), 20000 * 60);
  try {
    load_arpa_text(text, 1 << 20);
    FAIL();
  } catch (const SetupError& error) {
    EXPECT_THAT(error.what(), HasSubstr("1048576 bytes of memory"));
  }
}

TEST(NgramModel, keeps_thousands_of_ngrams_apart) {
  std::string text = "\\data\\\nngram 1=50\nngram 2=2500\n\\1-grams:\n";
  const auto word = [](int i) { return "w" + std::to_string(i); };
  for (int i = 0; i < 50; ++i) text += "-2 " + word(i) + " -1\n";
  text += "\\2-grams:\n";
  for (int i = 0; i < 2500; ++i)
    text += "-0." + std::to_string(1000 + i) + " " + word(i / 50) + " " + word(i % 50) + "\n";
  const auto model = load_arpa_text(text + "\\end\\\n");
  for (int i = 0; i < 2500; ++i) {
    const auto context = model->score(model->start(), model->word(word(i / 50))).state;
    const float expected = -std::stof("0." + std::to_string(1000 + i));
    EXPECT_EQ(static_cast<float>(model->score(context, model->word(word(i % 50))).log10_p), expected);
  }
}

struct BadFile {
  std::string find;
  std::string replace;
  std::string message;
};

// Replaces the first `find` after "\data\" of the toy file.
std::string broken(const BadFile& bad) {
  std::string text = kToyArpa;
  return text.replace(text.find(bad.find), bad.find.size(), bad.replace);
}

TEST(NgramModel, refuses_bad_files_with_the_line) {
  const std::vector<BadFile> files{
      {"\\data\\", "", ":28: is the file's end; expected is \\data\\"},
      {"ngram 2=5", "ngram 3=5", ":5: is \"ngram 3=5\"; expected is \"ngram 2=\""},
      {"ngram 2=5", "ngram 2=x", ":5: the count is \"x\"; expected is a number"},
      {"ngram 2=5", "ngram 2=4", "ends 5 n-grams of order 2; expected are the 4"},
      {"ngram 1=7", "ngram 1=18446744073709551615", ":17: ends 7 n-grams of order 1"},
      {"ngram 1=7", "ngram 1=99999999999999999999", ":4: the count is"},
      {"\\2-grams:", "\\bigrams:", ":17: is \"\\bigrams:\"; expected is \\2-grams:"},
      {"-0.8\ta", "x0.8\ta", ":12: log10 p is \"x0.8\"; expected is a number"},
      {"-0.8\ta", "0.8\ta", ":12: log10 p is 0.8; expected is a finite logarithm to base 10 of at most 0"},
      {"-0.8\ta", "nan\ta", "log10 p is nan"},
      {"-0.8\ta\t-0.2", "-0.8\ta\tinf", "the back-off is inf"},
      {"-0.8\ta\t-0.2", "-0.8", ":12: has 1 fields; expected are log10 p, 1 word and maybe a back-off"},
      {"<s> a b", "<s> a b -0.1", ":25: has 5 fields; expected are log10 p, 3 words"},
      {"-0.9\tb", "-0.9\ta", ":13: the word \"a\" is there twice"},
      {"a ab", "a b", "the n-gram is there twice"},
      {"a ab", "a zebra", ":21: the word \"zebra\" is not among the unigrams"},
      {"b a b", "ab a b", ":26: the n-gram's first 2 words are no n-gram of their own"},
      {"<s> a b", "<s> a b a b a b a b a b a b", "more fields than the longest n-gram"},
      {"\\end\\", "", ":28: is the file's end; expected is \\end\\"},
      {"made by hand", std::string(70000, 'x'), ":1: is longer than 65536 bytes"},
  };
  for (const BadFile& bad : files) {
    try {
      load_arpa_text(broken(bad));
      ADD_FAILURE() << "accepted: " << bad.replace.substr(0, 60);
    } catch (const SetupError& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_model);
      EXPECT_THAT(error.what(), HasSubstr(bad.message));
      EXPECT_THAT(error.what(), HasSubstr("words.arpa:"));
    }
  }
  EXPECT_THROW(NgramModel::load_arpa("/nowhere/words.arpa"), SetupError);
}

TEST(NgramModel, survives_every_cut_and_many_mutations) {
  for (std::size_t bytes = 0; bytes < kToyArpa.size(); bytes += 7) {
    try {
      load_arpa_text(kToyArpa.substr(0, bytes));
    } catch (const SetupError&) {
    }
  }
  std::mt19937 random(5);
  for (int i = 0; i < 300; ++i) {
    std::string text = kToyArpa;
    for (int j = 0; j < 3; ++j) text[random() % text.size()] = static_cast<char>(random());
    try {
      const auto model = load_arpa_text(text);
      scores(*model, {"a", "b", "a"});
    } catch (const SetupError&) {
    }
  }
}

}  // namespace
}  // namespace nightjar
