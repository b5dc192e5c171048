// The likeliest token of each frame, repeats merged and blanks removed ("best path": A. Graves et al. 2006,
// section 3.2).
#pragma once

#include "stages/decode/ctc_search.h"

namespace nightjar {

// Borrows `vocabulary`.
class GreedySearch : public CtcSearch {
 public:
  explicit GreedySearch(const CtcVocabulary& vocabulary) : vocabulary_(&vocabulary) {}

  void restart() override;
  void step(const CtcFrame& frame, std::int64_t at) override;
  bool is_empty() const override { return tokens_.empty() && previous_ == vocabulary_->blank(); }
  CtcFound find(bool ended, std::int64_t before) const override;
  std::vector<AlignedToken> agreed() const override;
  void commit(const std::vector<AlignedToken>& found, std::size_t tokens) override;

 private:
  const CtcVocabulary* vocabulary_;
  std::vector<AlignedToken> tokens_;
  std::size_t previous_ = vocabulary_->blank();  // what the last frame said
  double log_probability_ = 0;
};

}  // namespace nightjar
