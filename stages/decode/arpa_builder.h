// Puts the n-grams of an ARPA file, in the file's order, into an NgramModel.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "nightjar/ngram_model.h"

namespace nightjar {

// Each add gives an empty string, or what is wrong with the n-gram.
class ArpaBuilder {
 public:
  explicit ArpaBuilder(int order);

  struct Weights {
    float log10_p = 0;
    float backoff = 0;
  };
  std::string add_word(std::string_view word, Weights weights);
  void end_words();  // between the unigrams and the rest
  // `words` in their order: two or more. Shorter n-grams have been added before.
  std::string add(std::span<const std::string_view> words, Weights weights);
  void begin_leaves() { model_->first_leaf_ = static_cast<NgramModel::State>(model_->log10_p_.size()); }

  std::int64_t memory_bytes() const;
  std::shared_ptr<const NgramModel> finish();

 private:
  struct Word {
    std::string text;
    Weights weights;
  };
  struct Hash {  // so that a string_view finds a string
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  void append(Weights weights, NgramModel::State suffix);
  void grow_table();

  std::shared_ptr<NgramModel> model_;
  std::vector<Word> words_;  // until they are sorted
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> index_;
  std::size_t word_bytes_ = 0;
  std::size_t in_table_ = 0;
};

}  // namespace nightjar
