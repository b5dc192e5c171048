#include <algorithm>
#include <memory>

#include "nightjar/ctc.h"
#include "stages/decode/beam_search.h"
#include "stages/decode/ctc_option_check.h"
#include "stages/decode/ctc_words.h"
#include "stages/decode/greedy_search.h"

namespace nightjar {

struct CtcDecoder::Impl {
  Impl(const CtcVocabulary& tokens, const CtcOptions& o, Sink s)
      : vocabulary(tokens), options(o), frame(vocabulary, options), sink(std::move(s)) {
    if (options.beam_width == 0) {
      search = std::make_unique<GreedySearch>(vocabulary);
    } else {
      search = std::make_unique<BeamSearch>(vocabulary, options);
    }
  }

  bool writes(std::size_t token) const { return !vocabulary[token].text.empty(); }

  // A frame that leaves an empty search empty is not worth a step, and no part of an utterance.
  bool nothing_yet() const {
    const auto tokens = frame.tokens();
    return search->is_empty() && std::none_of(tokens.begin(), tokens.end(), [&](const CtcFrame::Token& t) {
             return writes(static_cast<std::size_t>(t.token));
           });
  }

  void push_frame(std::span<const float> row) {
    frame.set(row);
    quiet_frames = writes(frame.best()) ? 0 : quiet_frames + 1;
    const bool skipped = nothing_yet();
    if (!skipped) search->step(frame, next);
    ++next;
    if (skipped) {
      start_anew();
    } else if (quiet_frames > 0 && quiet_frames % options.utterance_gap_frames == 0) {
      end_utterance();
    } else if (next - began >= options.max_utterance_frames) {
      cut_utterance();
    }
  }

  void end_utterance() {
    if (!search->is_empty()) {
      CtcFound found = search->find(true);
      emit(time(found.tokens), std::move(found.texts), false);
    }
    search->restart();
    start_anew();
  }

  // No spike is before `next` any more; but a word may reach back by its margin.
  void start_anew() {
    began = next;
    begin = std::max(begin, next - options.word_margin_frames);
  }

  void cut_utterance() {
    CtcFound found = search->find(false);
    std::vector<CtcWord> words = time(found.tokens);
    const std::size_t tokens = tokens_before_last_word(vocabulary, found.tokens);
    if (tokens == 0) {  // a word without an end
      search->commit(found.tokens, found.tokens.size());
      emit(std::move(words), std::move(found.texts), true);
      start_anew();
      return;
    }
    const std::int64_t last_word = words.back().start_frame;
    words.pop_back();
    emit(std::move(words), texts_before(found.tokens, tokens), true);
    search->commit(found.tokens, tokens);
    began = found.tokens[tokens].first;
    begin = last_word;
  }

  // What may have been said before the token at a cut; what is committed comes first.
  std::vector<CtcAlternative> texts_before(std::span<const AlignedToken> tokens, std::size_t cut) const {
    std::vector<CtcAlternative> texts = search->find(false, tokens[cut].first).texts;
    const std::string text = write_text(vocabulary, tokens.first(cut));
    const auto same =
        std::find_if(texts.begin(), texts.end(), [&](const CtcAlternative& a) { return a.text == text; });
    std::rotate(texts.begin(), same, same + 1);
    return texts;
  }

  std::vector<CtcWord> time(std::span<const AlignedToken> tokens) const {
    return time_words(vocabulary, tokens, begin, next, options.word_margin_frames);
  }

  void emit(std::vector<CtcWord> words, std::vector<CtcAlternative> texts, bool continues) {
    if (words.empty()) return;
    texts.resize(std::min(texts.size(), static_cast<std::size_t>(options.n_best)));
    CtcUtterance utterance;
    utterance.start_frame = words.front().start_frame;
    utterance.end_frame = begin = words.back().end_frame;
    utterance.text = texts.front().text;
    utterance.score = mean_score(words);
    utterance.words = std::move(words);
    utterance.continues = continues;
    utterance.n_best = std::move(texts);
    sink(std::move(utterance));
  }

  CtcVocabulary vocabulary;
  CtcOptions options;
  CtcFrame frame;
  Sink sink;
  std::unique_ptr<CtcSearch> search;
  std::int64_t next = 0;          // frame to be pushed
  std::int64_t began = 0;         // the open utterance's first frame
  std::int64_t begin = 0;         // no word starts before it
  std::int64_t quiet_frames = 0;  // up to `next`, whose likeliest token writes nothing
};

CtcDecoder::CtcDecoder(const CtcVocabulary& vocabulary, const CtcOptions& options, Sink sink) {
  check_ctc_options(options);
  impl_ = std::make_unique<Impl>(vocabulary, options, std::move(sink));
}

CtcDecoder::~CtcDecoder() = default;

void CtcDecoder::push(std::span<const float> emissions) {
  const std::size_t width = impl_->vocabulary.size();
  for (std::size_t i = 0; i + width <= emissions.size(); i += width) {
    impl_->push_frame(emissions.subspan(i, width));
  }
}

void CtcDecoder::reset(std::int64_t next_frame) {
  finish();
  impl_->next = impl_->began = impl_->begin = next_frame;
}

void CtcDecoder::finish() {
  impl_->end_utterance();
  impl_->quiet_frames = 0;
}

std::int64_t CtcDecoder::next_frame() const {
  return impl_->next;
}

std::int64_t CtcDecoder::settled_frame() const {
  return impl_->begin;
}

std::vector<CtcWord> CtcDecoder::settled_words() const {
  std::vector<CtcWord> words = impl_->time(impl_->search->agreed());
  if (!words.empty()) words.pop_back();  // it may go on, and the next one's first token bounds it
  return words;
}

namespace {

// Of an utterance while it is put together: a token, and a word, in every frame, and the texts of all
// prefixes.
std::int64_t utterance_bytes(const CtcOptions& options, std::size_t longest_token) {
  const std::int64_t tokens = options.max_utterance_frames + 1;
  constexpr std::size_t kToken =
      4 * sizeof(AlignedToken) + 3 * sizeof(CtcTokenSpan) + 2 * sizeof(CtcWord) + 128;
  const std::int64_t texts = 2 * options.beam_width + options.n_best + 2;
  constexpr std::int64_t kText = 256;
  return tokens * static_cast<std::int64_t>(kToken) +
         texts * (tokens * 2 * static_cast<std::int64_t>(longest_token + 1) + kText);
}

}  // namespace

std::int64_t CtcDecoder::memory_bytes(const CtcVocabulary& vocabulary, const CtcOptions& options) {
  std::int64_t letters = 0;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    letters += static_cast<std::int64_t>(sizeof(CtcToken) + vocabulary[i].text.capacity() + 32);
    longest = std::max(longest, vocabulary[i].text.size());
  }
  const std::int64_t search = options.beam_width == 0 ? 0 : BeamSearch::memory_bytes(vocabulary, options);
  return letters + CtcFrame::memory_bytes(vocabulary) + search + utterance_bytes(options, longest) +
         static_cast<std::int64_t>(sizeof(Impl));
}

}  // namespace nightjar
