// Word n-grams with back-off (S. Katz, 1987), read from an ARPA file (D. Paul, J. Baker, 1992; the format of
// SRILM's ngram-format(5), which KenLM's lmplz writes too):
//
//   p(w | h) = exp10(log10_p(h w))                    where h w is listed
//            = exp10(backoff(h)) p(w | h without its first word)   otherwise
//
// The n-grams are a tree of contexts, each with a link to its longest listed suffix, as in A. Aho's and
// M. Corasick's automaton (1975): so scoring a word walks at most `order` links, and a state is one number.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nightjar {

// Immutable: concurrent.
class NgramModel {
 public:
  using State = std::uint32_t;  // what of the words so far decides about the next one
  static constexpr std::uint32_t kUnknown = 0xffffffff;
  static constexpr int kMaxOrder = 9;

  // Words with the same beginning are neighbours in the sorted vocabulary: those in [first, end).
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
  };

  // Reads line by line: nothing is taken from the header but what is checked against the lines. Throws
  // SetupError(bad_model) with "path:line:", what was got and what is expected; and where the model would
  // take more than `max_bytes`.
  static std::shared_ptr<const NgramModel> load_arpa(const std::filesystem::path& file,
                                                     std::int64_t max_bytes = std::int64_t{4} << 30);

  int order() const { return order_; }
  std::int64_t memory_bytes() const;

  State start() const { return start_; }  // after <s>
  Range words() const { return {0, static_cast<std::uint32_t>(word_begin_.size() - 1)}; }
  // Those of `range`, whose words share their first `length` bytes, that go on with `more`.
  Range narrow(Range range, std::size_t length, std::string_view more) const;
  // The word of just the `length` bytes that those of `range` share, or kUnknown.
  std::uint32_t word(Range range, std::size_t length) const;
  std::uint32_t word(std::string_view text) const { return word(narrow(words(), 0, text), text.size()); }

  struct Scored {
    double log10_p;
    State state;  // after the word
  };
  // kUnknown counts as <unk>; where the file has none, as log10 p = -100.
  Scored score(State state, std::uint32_t word) const;
  double log10_end(State state) const;  // of </s>; 0 where the file has none

 private:
  friend class ArpaBuilder;
  NgramModel() = default;
  std::string_view text(std::uint32_t word) const;
  State child(State context, std::uint32_t word) const;  // or kRoot
  // The state for an n-gram of the highest order is its longest suffix that may be a context.
  State as_context(State node) const { return node >= first_leaf_ ? suffix_[node] : node; }

  static constexpr State kRoot = 0;  // no context; the unigram of word w is node w + 1

  int order_ = 0;
  State first_leaf_ = 0;  // nodes from here on are of the highest order
  State start_ = kRoot;
  std::uint32_t unknown_ = kUnknown;
  std::uint32_t sentence_end_ = kUnknown;
  std::string letters_;                    // all words, sorted by their bytes
  std::vector<std::uint64_t> word_begin_;  // [words + 1] into letters_
  std::vector<float> log10_p_;             // [nodes]
  std::vector<float> backoff_;             // [nodes before first_leaf_]
  std::vector<State> suffix_;              // [nodes]
  std::vector<std::uint64_t> keys_;        // open addressing: context << 32 | word, of n-grams from 2 on
  std::vector<State> nodes_;               // kRoot where a slot is free
};

}  // namespace nightjar
