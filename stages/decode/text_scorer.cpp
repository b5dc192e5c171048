#include "stages/decode/text_scorer.h"

namespace nightjar {
namespace {

constexpr double kLn10 = 2.30258509299404568402;

}  // namespace

TextScorer::TextScorer(const CtcVocabulary& vocabulary, const CtcOptions& options)
    : joiner_(vocabulary.joiner()),
      model_(options.language_model),
      weight_(options.alpha * kLn10),
      beta_(options.beta),
      unknown_log10_(options.unknown_log10) {
  if (options.hotwords.empty()) return;
  std::vector<Hotword> hotwords = options.hotwords;
  for (Hotword& hotword : hotwords) hotword.text = vocabulary.cased(hotword.text);
  hotwords_.emplace(hotwords, joiner_);
}

TextState TextScorer::start() const {
  TextState state;
  if (hotwords_) state.hotword = hotwords_->start();
  if (model_) {
    state.context = model_->start();
    state.range = model_->words();
  }
  set_pending(state);
  return state;
}

TextState TextScorer::end_word(TextState state) const {
  if (state.word_bytes == 0) return state;
  if (hotwords_) state.hotword = hotwords_->feed(state.hotword, joiner_, state.settled);
  if (model_) {
    const std::uint32_t word = model_->word(state.range, state.word_bytes);
    const NgramModel::Scored scored = model_->score(state.context, word);
    const double unknown = word == NgramModel::kUnknown ? unknown_log10_ : 0;
    state.settled += weight_ * (scored.log10_p + unknown) + beta_;
    state.context = scored.state;
    state.range = model_->words();
  }
  state.word_bytes = 0;
  return state;
}

void TextScorer::set_pending(TextState& state) const {
  state.pending = hotwords_ ? hotwords_->partial(state.hotword) : 0;
  // What the word will cost for sure is counted at once, or it would crowd out the words that exist.
  if (model_ && state.range.first == state.range.end) state.pending += weight_ * unknown_log10_;
}

TextState TextScorer::extend(const TextState& state, const CtcToken& token) const {
  TextState next = token.begins_word ? end_word(state) : state;
  if (hotwords_) next.hotword = hotwords_->feed(next.hotword, token.text, next.settled);
  if (model_ && next.range.first < next.range.end) {
    next.range = model_->narrow(next.range, next.word_bytes, token.text);
  }
  next.word_bytes += static_cast<std::uint32_t>(token.text.size());
  set_pending(next);
  return next;
}

double TextScorer::ended(const TextState& state) const {
  const TextState end = end_word(state);
  return end.settled + (model_ ? weight_ * model_->log10_end(end.context) : 0);
}

}  // namespace nightjar
