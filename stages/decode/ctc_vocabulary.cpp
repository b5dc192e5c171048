#include "nightjar/ctc_vocabulary.h"

#include <algorithm>
#include <unordered_map>

#include "nightjar/error.h"
#include "stages/decode/letter_case.h"

namespace nightjar {
namespace {

constexpr std::string_view kPieceMark = "\xe2\x96\x81";  // U+2581
constexpr std::string_view kInsideMark = "##";

[[noreturn]] void refuse(const std::string& message) {
  throw SetupError(ErrorCode::bad_manifest, message);
}

void check_choice(const std::string& key, const std::string& got, const std::vector<std::string>& choices) {
  if (std::find(choices.begin(), choices.end(), got) != choices.end()) return;
  std::string expected;
  for (const std::string& choice : choices) expected += (expected.empty() ? "\"" : ", \"") + choice + "\"";
  refuse(key + " is \"" + got + "\"; expected is one of " + expected);
}

// A mark inside a piece is a space in its text.
CtcToken piece(std::string text) {
  CtcToken token;
  token.begins_word = text.starts_with(kPieceMark);
  if (token.begins_word) text.erase(0, kPieceMark.size());
  for (std::size_t at = 0; (at = text.find(kPieceMark, at)) != std::string::npos; ++at) {
    text.replace(at, kPieceMark.size(), " ");
  }
  token.text = std::move(text);
  return token;
}

CtcToken written(const CtcVocabularySpec& spec, const std::string& text) {
  if (spec.style == "pieces") return piece(text);
  if (spec.style == "wordpieces") {
    return text.starts_with(kInsideMark) ? CtcToken{text.substr(kInsideMark.size()), false}
                                         : CtcToken{text, true};
  }
  if (spec.word_separator.empty()) return {text, true};
  return text == spec.word_separator ? CtcToken{"", true} : CtcToken{text, false};
}

}  // namespace

CtcVocabulary::CtcVocabulary(const CtcVocabularySpec& spec)
    : blank_(static_cast<std::size_t>(spec.blank)), casing_(spec.casing) {
  if (spec.tokens.size() < 2 || spec.tokens.size() > 1000000) {
    refuse("the vocabulary has " + std::to_string(spec.tokens.size()) +
           " tokens; expected are 2 to 1000000: the blank and what is written");
  }
  if (spec.blank < 0 || blank_ >= spec.tokens.size()) {
    refuse("blank is " + std::to_string(spec.blank) + "; expected is the index of a token, 0 to " +
           std::to_string(spec.tokens.size() - 1));
  }
  check_choice("style", spec.style, {"characters", "pieces", "wordpieces"});
  check_choice("casing", spec.casing, {"as_is", "lower", "upper"});

  std::unordered_map<std::string, std::size_t> index;
  for (const std::string& text : spec.tokens) {
    if (!index.emplace(text, index.size()).second) {
      refuse("token \"" + text + "\" is there twice: each column of the emissions needs its own");
    }
  }
  const bool separated = spec.style == "characters" && !spec.word_separator.empty();
  if (separated && (!index.contains(spec.word_separator) || index[spec.word_separator] == blank_)) {
    refuse("word_separator is \"" + spec.word_separator +
           "\"; expected is a token other than the blank, or \"\" where the writing has no separator");
  }
  if (spec.style == "characters" && !separated) joiner_ = "";

  for (const std::string& text : spec.tokens) {
    tokens_.push_back(written(spec, text));
    tokens_.back().text = cased(tokens_.back().text);
  }
  tokens_[blank_] = {};
  for (const std::string& text : spec.unwritten) {
    const auto found = index.find(text);
    if (found == index.end())
      refuse("unwritten names \"" + text + "\"; expected is a token of the vocabulary");
    tokens_[found->second] = {};
  }
}

std::string CtcVocabulary::cased(const std::string& text) const {
  if (casing_ == "lower") return lower_case(text);
  return casing_ == "upper" ? upper_case(text) : text;
}

}  // namespace nightjar
