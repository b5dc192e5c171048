// One frame of emissions as probabilities, reduced to the tokens that are worth trying.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nightjar/ctc.h"

namespace nightjar {

// One thread at a time; allocates only when it is made.
class CtcFrame {
 public:
  struct Token {
    std::int32_t token;
    float log_p;
    double probability;
  };

  CtcFrame(const CtcVocabulary& vocabulary, const CtcOptions& options);

  // `row`: float32 [vocabulary]. What the others give is of this row until the next call.
  void set(std::span<const float> row);

  // Those worth trying without the blank, by index. The likeliest is always among them, if it is no blank.
  std::span<const Token> tokens() const { return tokens_; }
  double blank() const { return blank_probability_; }
  // Of any token; 0 of one that is not tried.
  double probability(std::size_t token) const { return dense_[token]; }
  // The likeliest, of equals the first. Blank for a row without a finite value.
  std::size_t best() const { return best_; }

  static std::int64_t memory_bytes(const CtcVocabulary& vocabulary);

 private:
  void choose(std::span<const float> row, float lowest);
  void keep_likeliest();

  std::size_t blank_;
  bool logits_;
  float min_log_prob_;
  std::size_t max_tokens_;
  std::size_t best_ = 0;
  double blank_probability_ = 1;
  std::vector<Token> tokens_;
  std::vector<float> sorted_;
  std::vector<double> dense_;  // [vocabulary]
};

}  // namespace nightjar
