#include "stages/decode/greedy_search.h"

#include <algorithm>

#include "stages/decode/ctc_words.h"
#include "stages/decode/stable_math.h"

namespace nightjar {

void GreedySearch::restart() {
  tokens_.clear();
  previous_ = vocabulary_->blank();
  log_probability_ = 0;
}

void GreedySearch::step(const CtcFrame& frame, std::int64_t at) {
  const std::size_t best = frame.best();
  const bool is_blank = best == vocabulary_->blank();
  const double p = is_blank ? frame.blank() : frame.probability(best);
  log_probability_ += stable_log(p);
  if (!is_blank) {
    // After commit() the token that repeats may be one that is gone.
    if (best != previous_) {
      tokens_.push_back({at, at, static_cast<std::int32_t>(best), static_cast<float>(p)});
    } else if (!tokens_.empty()) {
      tokens_.back().last = at;
      tokens_.back().posterior = std::max(tokens_.back().posterior, static_cast<float>(p));
    }
  }
  previous_ = best;
}

CtcFound GreedySearch::find(bool /*ended*/, std::int64_t before) const {
  std::vector<AlignedToken> tokens = tokens_;
  std::erase_if(tokens, [&](const AlignedToken& token) { return token.first >= before; });
  return {tokens_, {{write_text(*vocabulary_, tokens), 1, log_probability_, 0}}};
}

std::vector<AlignedToken> GreedySearch::agreed() const {
  std::vector<AlignedToken> tokens = tokens_;
  if (!tokens.empty()) tokens.pop_back();  // it may still go on
  return tokens;
}

void GreedySearch::commit(const std::vector<AlignedToken>& /*found*/, std::size_t tokens) {
  tokens_.erase(tokens_.begin(), tokens_.begin() + static_cast<std::ptrdiff_t>(tokens));
  log_probability_ = 0;
}

}  // namespace nightjar
