#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "nightjar/ctc_tokens.h"
#include "nightjar/error.h"
#include "stages/decode/ctc_words.h"
#include "stages/decode/letter_case.h"
#include "tests/stages/decode/ctc_support.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string write(const CtcVocabularySpec& spec, std::initializer_list<std::int32_t> tokens) {
  std::vector<AlignedToken> aligned;
  for (const std::int32_t token : tokens) aligned.push_back({0, 0, token, 1});
  return write_text(CtcVocabulary(spec), aligned);
}

TEST(CtcVocabulary, writes_characters_with_a_separator) {
  const CtcVocabularySpec spec{.tokens = {"h", "i", "|", "<pad>", "'"}, .blank = 3};
  EXPECT_EQ(write(spec, {2, 0, 1, 2, 2, 1, 4, 0, 2}), "hi i'h");
}

TEST(CtcVocabulary, takes_each_character_for_a_word_without_a_separator) {
  EXPECT_EQ(write({.tokens = {"", "夜", "鹰"}, .word_separator = ""}, {1, 2, 2}), "夜鹰鹰");
}

TEST(CtcVocabulary, writes_pieces) {
  const CtcVocabularySpec spec{.tokens = {"▁night", "jar", "▁", "s", "<unk>", "▁of▁the", ""},
                               .blank = 6,
                               .style = "pieces",
                               .unwritten = {"<unk>"}};
  EXPECT_EQ(write(spec, {0, 1, 3, 0, 4, 1}), "nightjars nightjar");
  EXPECT_EQ(write(spec, {2, 1, 2, 2, 3, 5}), "jar s of the");
}

TEST(CtcVocabulary, writes_word_pieces) {
  const CtcVocabularySpec spec{.tokens = {"[PAD]", "night", "##jar", "##s"}, .style = "wordpieces"};
  EXPECT_EQ(write(spec, {1, 2, 3, 1}), "nightjars night");
}

TEST(CtcVocabulary, changes_case_where_it_is_told_to) {
  CtcVocabularySpec spec{.tokens = {"_", "Ä", "b", "|"}, .casing = "lower"};
  EXPECT_EQ(write(spec, {1, 2}), "äb");
  spec.casing = "upper";
  EXPECT_EQ(write(spec, {1, 2}), "ÄB");
  spec.casing = "as_is";
  EXPECT_EQ(write(spec, {1, 2}), "Äb");
}

TEST(LetterCase, maps_the_alphabets_it_names_and_leaves_the_rest) {
  const std::string upper = "AZ ÀÖØÞ ĀŽĹŇŊŸ ΆΈΌΏΑΩΣ ЀЯѠҊӐ 夜 1!";
  const std::string lower = "az àöøþ āžĺňŋÿ άέόώαωσ ѐяѡҋӑ 夜 1!";
  EXPECT_EQ(lower_case(upper.substr(0, upper.find("Ÿ"))), lower.substr(0, lower.find("ÿ")));
  EXPECT_EQ(upper_case(lower_case(upper)), upper);
  EXPECT_EQ(lower_case(lower), lower);
  EXPECT_EQ(lower_case("×÷ß\xff\xc3"), "×÷ß\xff\xc3");
  EXPECT_EQ(upper_case("×÷ß\xff\xc3"), "×÷ß\xff\xc3");
}

TEST(CtcVocabulary, refuses_what_contradicts_itself) {
  const CtcVocabularySpec good{.tokens = {"_", "a", "|"}, .unwritten = {"a"}};
  EXPECT_NO_THROW(CtcVocabulary{good});
  const auto message = [&](auto&& change) -> std::string {
    CtcVocabularySpec spec = good;
    change(spec);
    try {
      const CtcVocabulary vocabulary(spec);
    } catch (const SetupError& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_manifest);
      return error.what();
    }
    return "accepted";
  };
  EXPECT_THAT(message([](auto& s) { s.tokens = {"_"}; }), HasSubstr("the vocabulary has 1 tokens"));
  EXPECT_THAT(message([](auto& s) { s.blank = 3; }),
              HasSubstr("blank is 3; expected is the index of a token, 0 to 2"));
  EXPECT_THAT(message([](auto& s) { s.blank = -1; }), HasSubstr("blank is -1"));
  EXPECT_THAT(message([](auto& s) { s.style = "bytes"; }),
              HasSubstr("style is \"bytes\"; expected is one of"));
  EXPECT_THAT(message([](auto& s) { s.casing = "title"; }), HasSubstr("casing is \"title\""));
  EXPECT_THAT(message([](auto& s) { s.tokens[1] = "|"; }), HasSubstr("token \"|\" is there twice"));
  EXPECT_THAT(message([](auto& s) { s.word_separator = " "; }), HasSubstr("word_separator is \" \""));
  EXPECT_THAT(message([](auto& s) { s.word_separator = "_"; }), HasSubstr("word_separator is \"_\""));
  EXPECT_THAT(message([](auto& s) { s.unwritten = {"<s>"}; }), HasSubstr("unwritten names \"<s>\""));
}

std::vector<std::string> load(const std::string& json) {
  const test::TempFolder folder;
  std::ofstream(folder / "vocab.json") << json;
  return load_ctc_tokens(folder / "vocab.json");
}

TEST(CtcTokensFile, reads_an_array_and_an_object) {
  EXPECT_THAT(load(R"(["<pad>", "a", "\u2581b"])"), ElementsAre("<pad>", "a", "▁b"));
  EXPECT_THAT(load(R"({"a": 1, "|": 2, "<pad>": 0})"), ElementsAre("<pad>", "a", "|"));
}

TEST(CtcTokensFile, refuses_holes_repeats_and_other_documents) {
  for (const char* json : {R"({"a": 0, "b": 2})", R"({"a": 0, "b": 0})", R"({"a": -1})", R"({"a": 0.5})",
                           R"(["a", 1])", "3", "", R"({"a": 18446744073709551615})"}) {
    EXPECT_THROW(load(json), SetupError) << json;
  }
}

}  // namespace
}  // namespace nightjar
