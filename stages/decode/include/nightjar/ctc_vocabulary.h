// The tokens of a CTC model, and how they are written as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace nightjar {

struct CtcVocabularySpec {
  std::vector<std::string> tokens{};     // UTF-8; a token's index is its column in the emissions
  std::int64_t blank = 0;                // CTC's blank: any index
  std::string style = "characters";      // how tokens make words, see below
  std::string word_separator = "|";      // of "characters" only: a token; "" where the writing has none
  std::vector<std::string> unwritten{};  // tokens that are recognised but not written, as <unk> and <s>
  std::string casing = "as_is";          // "as_is", "lower" or "upper"
};

// What a token does to the text.
struct CtcToken {
  std::string text;          // UTF-8; empty where it writes nothing
  bool begins_word = false;  // the word before it is over
};

// style          a word begins at                            words are joined by
// "characters"   what follows the word separator             a space
//   without one  each token, as in Chinese                   nothing
// "pieces"       a token with U+2581 in front (SentencePiece: T. Kudo, J. Richardson, 2018)   a space
// "wordpieces"   a token without "##" in front (BERT: J. Devlin et al., 2019)                 a space
//
// So the text is what the model's own tokenizer writes when unwritten tokens are skipped, with one space
// between words and none around them. Immutable: concurrent.
class CtcVocabulary {
 public:
  // Throws SetupError(bad_manifest) for a spec that contradicts itself: the message names the key, what was
  // got and what is expected.
  explicit CtcVocabulary(const CtcVocabularySpec& spec);

  std::size_t size() const { return tokens_.size(); }
  std::size_t blank() const { return blank_; }
  const CtcToken& operator[](std::size_t token) const { return tokens_[token]; }
  const std::string& joiner() const { return joiner_; }
  std::string cased(const std::string& text) const;  // as the tokens are

 private:
  std::vector<CtcToken> tokens_;
  std::size_t blank_;
  std::string joiner_ = " ";
  std::string casing_;
};

}  // namespace nightjar
