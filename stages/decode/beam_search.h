// CTC prefix beam search (A. Graves 2012, section 7.5.2; A. Hannun et al. 2014, algorithm 1).
//
// A prefix l has the probability of its alignments that end in blank, b(l), and in its last token, n(l). With
// y the frame's probabilities, l+c the prefix l and one token more:
//   b'(l)   = y(blank) (b(l) + n(l))
//   n'(l)   = y(last of l) n(l)                      a repeat
//   n'(l+c) += y(c) (c = last of l ? b(l) : b(l) + n(l)) gain(l+c)
// gain(l+c) = e^(bonus(l+c) - bonus(l)) is what hotwords and language model add, so that b + n includes it.
//
// All this is linear, in double: each step multiplies everything by the power of two that brings the best
// prefix near 1, which is exact, and counts these powers. There is no logarithm and no sum of logarithms.
//
// Beside the sums the best alignment of each prefix is kept (Viterbi), for its times, in the same two kinds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/decode/alignment_store.h"
#include "stages/decode/ctc_search.h"
#include "stages/decode/prefix_trie.h"
#include "stages/decode/text_scorer.h"

namespace nightjar {

// Borrows `vocabulary`.
class BeamSearch : public CtcSearch {
 public:
  BeamSearch(const CtcVocabulary& vocabulary, const CtcOptions& options);

  void restart() override;
  void step(const CtcFrame& frame, std::int64_t at) override;
  bool is_empty() const override;
  CtcFound find(bool ended, std::int64_t before) const override;
  std::vector<AlignedToken> agreed() const override;
  void commit(const std::vector<AlignedToken>& found, std::size_t tokens) override;

  static std::int64_t memory_bytes(const CtcVocabulary& vocabulary, const CtcOptions& options);

 private:
  // The best alignment that ends in blank, or in the last token.
  struct Path {
    double probability = 0;
    std::int64_t first = 0;  // of the last token
    std::int64_t last = 0;
    AlignmentStore::Record before = AlignmentStore::kNone;  // the tokens before the last
    float posterior = 0;                                    // of the last token
  };
  struct Prefix {
    PrefixTrie::Node node = 0;
    double blank = 0;  // b
    double label = 0;  // n
    Path on_blank;
    Path on_label;
    // The chain that either path becomes when a token follows; made when it is first needed.
    AlignmentStore::Record after_blank = kNotMade;
    AlignmentStore::Record after_label = kNotMade;

    double total() const { return blank + label; }
    const Path& best() const { return on_blank.probability >= on_label.probability ? on_blank : on_label; }
  };
  // A prefix of the next frame: one of this frame that stays, or one with a token more.
  struct Candidate {
    double probability;
    std::int32_t prefix;
    std::int32_t token;  // kStays, or what is added
  };
  static constexpr std::int32_t kStays = -1;
  static constexpr AlignmentStore::Record kNotMade = -2;

  void add_stays(const CtcFrame& frame);
  void add_extensions(const CtcFrame& frame);
  void drop_the_unlikely();
  void advance(const CtcFrame& frame, std::int64_t at);
  Prefix stay(const Prefix& old, std::size_t index, const CtcFrame& frame, std::int64_t at);
  Prefix extend(const Candidate& candidate, const CtcFrame& frame, std::int64_t at);
  Path follow(Prefix& prefix, std::int32_t token, double factor, const CtcFrame& frame, std::int64_t at);
  void replace_prefixes();
  double gain(PrefixTrie::Node from, PrefixTrie::Node to) const;
  const TextState& text(PrefixTrie::Node node) const { return texts_[static_cast<std::size_t>(node)]; }
  void make_room();

  // A text and what its prefixes add up to.
  struct Text {
    std::string text;
    double log_weight = 0;  // with its bonus
    double log_probability = 0;
    double log_bonus = 0;
    double best = 0;  // of its prefixes, the log weight of the likeliest, and its place in the beam
    std::size_t prefix = 0;
  };
  void add_text(std::size_t prefix, bool ended, std::int64_t before, std::vector<Text>& texts) const;
  std::vector<AlignedToken> tokens_of(const Prefix& prefix) const;
  bool goes_on_after(PrefixTrie::Node start, PrefixTrie::Node node) const;

  const CtcVocabulary* vocabulary_;
  TextScorer scorer_;
  std::size_t beam_width_;
  double beam_ratio_;  // e^-beam_threshold

  PrefixTrie trie_;
  AlignmentStore alignments_;
  std::vector<TextState> texts_;  // [nodes], only where the scorer scores
  std::vector<Prefix> prefixes_;
  std::vector<Prefix> next_;
  std::vector<Candidate> candidates_;
  struct Stay {
    double blank, label;
  };
  std::vector<Stay> stays_;     // [prefixes]
  std::vector<double> sorted_;  // for the choice of the best
  std::vector<std::uint64_t>
      taken_;  // [vocabulary] == round_: the prefix with this token more is in the beam
  std::uint64_t round_ = 0;
  double best_ = 0;   // the highest probability among the candidates
  double scale_ = 1;  // what the next frame is multiplied by: 2^-exponent of the best
  std::int64_t halvings_ = 0;
  double log_start_ = 0;                      // ln of what all prefixes had when commit() was called
  double bonus_start_ = 0;                    // of what was committed
  std::vector<AlignmentStore::Record> ends_;  // scratch
};

}  // namespace nightjar
