// Turns the emissions of a CTC model into utterances of timed words. Usable alone: nightjar::decode has
// neither LibTorch nor oneTBB.
//
// CTC (A. Graves et al., ICML 2006): an alignment has one token or blank per frame; what it says is itself
// with repeats merged and then blanks removed; its probability is the product of its frames'. A text's
// probability is the sum over its alignments.
//
// Greedy search takes the likeliest token of each frame. Prefix beam search (A. Graves 2012, section 7.5.2;
// with words scored as A. Hannun et al., 2014 do) keeps the likeliest prefixes and maximises
//   ln p(tokens | emissions) + sum over words of (alpha (ln p(word | words before) + unknown) + beta)
//                            + sum over hotwords of their boosts
// It is exact when the beam holds all prefixes and nothing is pruned.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nightjar/ctc_vocabulary.h"
#include "nightjar/hotword.h"
#include "nightjar/ngram_model.h"

namespace nightjar {

struct CtcOptions {
  std::string emissions =
      "log_probs";  // what push() gets: "log_probs" (natural), or "logits" (a softmax is taken)

  std::int64_t beam_width = 0;  // prefixes; 0 is greedy search. Up to 10000
  std::int64_t n_best = 1;      // alternatives per utterance, 1 to 1000
  // Prefixes this far (nats) below the best one are dropped. 1 to 600
  double beam_threshold = 10;
  // Tokens whose ln p is lower are not tried in a frame, except its likeliest. -600 to 0
  double token_min_log_prob = -5;
  std::int64_t max_tokens = 100;  // of a frame only so many are tried, the likeliest. 1 to 10000

  std::vector<Hotword> hotwords{};                     // at most 10000
  std::shared_ptr<const NgramModel> language_model{};  // may be null
  double alpha = 0.5;                                  // weight of the language model, 0 to 100
  double beta = 1.5;                                   // nats for each word, -100 to 100
  double unknown_log10 = -10;  // added to log10 p(<unk>) of a word that the model lacks, -100 to 0

  // In frames, as the caller knows how long one is; the defaults are for frames of 20 ms.
  std::int64_t utterance_gap_frames = 50;    // so many without a written token end an utterance. >= 1
  std::int64_t max_utterance_frames = 1500;  // then it is cut before its last word. 1 to 1000000
  std::int64_t word_margin_frames = 5;       // how far a word reaches beyond its outer spikes. >= 0
};

// Frames are counted from the first one pushed; a span is [start_frame, end_frame).
//
// CTC marks a token by a spike, often a single frame, somewhere inside its sound: spikes bound nothing.
// So, of the best alignment: a boundary between tokens of a word lies half way between their spikes; a word
// reaches `word_margin_frames` beyond its outer spikes, but no further than half way to the next word's
// spike, and not into the word separator's.
//
// A token's score is its highest posterior among its frames, as the frames around a spike's peak are shared
// with blank by chance of the frame grid. A word's score is the geometric mean of its tokens'.
struct CtcTokenSpan {
  std::int64_t token = 0;
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  float score = 0;  // 0 to 1
};

struct CtcWord {
  std::string text;
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  float score = 0;                   // 0 to 1
  std::vector<CtcTokenSpan> tokens;  // those that are written
};

struct CtcAlternative {
  std::string text;
  double score = 0;  // its share in what the beam found, hotwords and language model included: 0 to 1
  double log_probability = 0;  // ln p(text | emissions of the utterance); greedy: of its best alignment
  double log_bonus = 0;        // what hotwords and language model added
};

struct CtcUtterance {
  std::int64_t start_frame = 0;  // of its first word
  std::int64_t end_frame = 0;    // of its last word
  std::string text;
  float score = 0;             // the geometric mean of its tokens' scores
  std::vector<CtcWord> words;  // at least one
  bool continues = false;      // it was cut; the next one goes on
  // By falling score; the first is `text`. Of a cut one: what may have been said before its last word, and
  // the first is `text` even where another adds up to more.
  std::vector<CtcAlternative> n_best;
};

// Emissions in the order of time -> utterances.
//
// An utterance ends (and with it the language model's sentence) at a run of utterance_gap_frames frames whose
// likeliest token writes nothing (blank, separator, unwritten), at reset() and at finish(). After
// max_utterance_frames it is cut before the last word of the best prefix; prefixes that disagree with what
// was written are dropped, and the word goes on in the next utterance. All this counts frames, so the
// result does not depend on how the emissions are cut into pushes; and it uses no function whose result
// differs between machines. Ties go to the prefix that is older, then to the token that comes first.
//
// State is bounded by memory_bytes() for any length. In the steady state a frame allocates nothing. One
// thread at a time; the options and the vocabulary are copied, the language model is shared.
//
//   nightjar::CtcDecoder decoder(vocabulary, {.beam_width = 25, .n_best = 5}, [](CtcUtterance&& u) { ... });
//   decoder.push(emissions);   // again and again
//   decoder.finish();
class CtcDecoder {
 public:
  using Sink = std::function<void(CtcUtterance&&)>;

  // Throws SetupError(bad_option): the message names the option, what was got and what is expected.
  CtcDecoder(const CtcVocabulary& vocabulary, const CtcOptions& options, Sink sink);
  ~CtcDecoder();

  // `emissions`: float32 [frames, vocabulary], any number of frames. -infinity is a probability of 0, and so
  // is NaN; a frame without any finite value is blank. The sink is called from here, reset() and finish().
  void push(std::span<const float> emissions);

  // A gap: the utterance ends, and the next frame pushed is `next_frame`, which is not before those pushed.
  void reset(std::int64_t next_frame);

  // No frame follows, unless reset() says so.
  void finish();

  std::int64_t next_frame() const;

  // Every word and utterance still to come starts at or after this frame.
  std::int64_t settled_frame() const;

  // The words of the open utterance about which all prefixes agree, with their times: they will not change.
  std::vector<CtcWord> settled_words() const;

  // An upper bound of one decoder's memory in bytes, without the language model.
  static std::int64_t memory_bytes(const CtcVocabulary& vocabulary, const CtcOptions& options);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightjar
