// What greedy and beam search have in common: the decoder cuts utterances, a search fills them.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "stages/decode/ctc_frame.h"

namespace nightjar {

// A token of an alignment. Its frames are [first, last]; blanks between tokens belong to none.
struct AlignedToken {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int32_t token = 0;
  float posterior = 0;  // the highest of its frames
};

struct CtcFound {
  std::vector<AlignedToken> tokens;   // the best alignment of the best text
  std::vector<CtcAlternative> texts;  // by falling score; at least one, which may be empty
};

// One thread at a time. "So far" is since restart(), or what commit() left.
class CtcSearch {
 public:
  static constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

  virtual ~CtcSearch() = default;
  virtual void restart() = 0;
  // The next frame, number `at`.
  virtual void step(const CtcFrame& frame, std::int64_t at) = 0;
  // Nothing but blank has been possible so far.
  virtual bool is_empty() const = 0;
  // `ended`: the sentence ends here. Only tokens that begin before frame `before` count in the texts.
  virtual CtcFound find(bool ended, std::int64_t before = kNoLimit) const = 0;
  // The first tokens that every possible text has, with the same frames. They will not change.
  virtual std::vector<AlignedToken> agreed() const = 0;
  // Forgets the first `tokens` of `found`, what the last find(false) gave, and all that has not just these.
  virtual void commit(const std::vector<AlignedToken>& found, std::size_t tokens) = 0;
};

}  // namespace nightjar
