// What hotwords and the language model add to a prefix of tokens. A function of the prefix alone.
#pragma once

#include <cstdint>
#include <optional>

#include "nightjar/ctc.h"
#include "stages/decode/hotword_automaton.h"

namespace nightjar {

// Of a prefix. In nats.
struct TextState {
  double settled = 0;            // of the words that have ended and the hotwords that are complete
  double pending = 0;            // of the hotword being said, and of a word that no known word begins with
  std::uint32_t word_bytes = 0;  // of the word that has not ended
  HotwordAutomaton::State hotword = 0;
  NgramModel::State context = 0;
  NgramModel::Range range;  // the words of the language model that begin like this one

  double bonus() const { return settled + pending; }
};

// Const calls are concurrent.
class TextScorer {
 public:
  TextScorer(const CtcVocabulary& vocabulary, const CtcOptions& options);

  // False where there is nothing to score.
  bool scores() const { return hotwords_.has_value() || model_ != nullptr; }
  TextState start() const;
  TextState extend(const TextState& state, const CtcToken& token) const;
  // The bonus once the last word has ended, and the sentence with it.
  double ended(const TextState& state) const;

  std::int64_t memory_bytes() const { return hotwords_ ? hotwords_->memory_bytes() : 0; }

 private:
  TextState end_word(TextState state) const;
  void set_pending(TextState& state) const;

  std::string joiner_;
  std::optional<HotwordAutomaton> hotwords_;
  std::shared_ptr<const NgramModel> model_;
  double weight_;  // alpha, for logarithms to base 10
  double beta_;
  double unknown_log10_;
};

}  // namespace nightjar
