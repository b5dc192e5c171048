#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "nightjar/error.h"
#include "stages/decode/ctc_option_check.h"
#include "stages/decode/log_softmax.h"
#include "stages/decode/row_grid.h"
#include "stages/decode/transcripts.h"

namespace nightjar {
namespace {

CtcVocabulary vocabulary_of(const Manifest& m) {
  return CtcVocabulary({.tokens = m.labels,
                        .blank = m.ctc.blank,
                        .style = m.ctc.style,
                        .word_separator = m.ctc.word_separator,
                        .unwritten = m.ctc.unwritten,
                        .casing = m.ctc.casing});
}

std::int64_t rows_of(double seconds, const Manifest& m) {
  return std::llround(seconds * static_cast<double>(m.sample_rate_hz) /
                      static_cast<double>(m.stride_samples));
}

std::shared_ptr<const NgramModel> language_model_of(const Manifest& m, const TranscriptOptions& given) {
  if (!given.language_model.empty()) return NgramModel::load_arpa(given.language_model);
  return m.ctc.language_model.empty() ? nullptr : NgramModel::load_arpa(m.folder / m.ctc.language_model);
}

// Greedy search would pass over what was asked for.
void check_search(const CtcOptions& options, const TranscriptOptions& given) {
  if (options.beam_width > 0 || (!given.n_best && !given.hotwords && given.language_model.empty())) return;
  throw SetupError(
      ErrorCode::bad_option,
      "n-best, hotwords and language model need beam search, and the beam is 0; give it a width, "
      "for example 25");
}

CtcOptions options_of(const Manifest& m, const TranscriptOptions& given) {
  CtcOptions options{.beam_width = given.beam_width.value_or(m.ctc.beam_width),
                     .n_best = given.n_best.value_or(m.ctc.n_best),
                     .beam_threshold = m.ctc.beam_threshold,
                     .token_min_log_prob = m.ctc.token_min_log_prob,
                     .max_tokens = m.ctc.max_tokens,
                     .hotwords = given.hotwords.value_or(m.ctc.hotwords),
                     .alpha = m.ctc.alpha,
                     .beta = m.ctc.beta,
                     .unknown_log10 = m.ctc.unknown_log10,
                     .utterance_gap_frames = std::max<std::int64_t>(1, rows_of(m.ctc.utterance_gap_s, m)),
                     .max_utterance_frames = std::max<std::int64_t>(1, rows_of(m.ctc.max_utterance_s, m)),
                     .word_margin_frames = rows_of(m.ctc.word_margin_s, m)};
  check_search(options, given);
  check_ctc_options(options);
  if (options.beam_width > 0) options.language_model = language_model_of(m, given);
  return options;
}

}  // namespace

TranscriptDecoding::TranscriptDecoding(const Manifest& m, const TranscriptOptions& options)
    : logits_(m.ctc.emissions == "logits"),
      rows_(RowGrid(m).rows()),
      batch_rows_((m.batch_segments * m.hop_samples + m.segment_samples) / m.stride_samples + 1),
      vocabulary_(vocabulary_of(m)),
      options_(options_of(m, options)) {}

std::int64_t TranscriptDecoding::columns() const {
  return static_cast<std::int64_t>(vocabulary_.size());
}

void TranscriptDecoding::score(ScoreBatch& batch) const {
  const std::size_t width = vocabulary_.size();
  for (std::size_t i = 0; i < static_cast<std::size_t>(batch.rows); ++i) {
    const std::span<float> row(batch.scores.data() + i * width, width);
    const float highest = highest_of(row);
    const bool means_something =
        std::isfinite(highest) && std::ranges::none_of(row, [](float x) { return std::isnan(x); });
    if (!batch.valid[i] || !means_something) {
      batch.valid[i] = 0;
      std::ranges::fill(row, 0.0F);
    } else if (logits_) {
      const float normaliser = log_normaliser(row, highest);
      for (float& value : row) value -= normaliser;
    }
  }
}

std::unique_ptr<Assembler> TranscriptDecoding::assembler(RateRatio file_to_model, const ScoredPart& part,
                                                         FoundSink sink) const {
  return std::make_unique<TranscriptAssembler>(vocabulary_, options_, rows_, file_to_model, part,
                                               std::move(sink));
}

std::int64_t TranscriptDecoding::assembler_bytes(std::int64_t channels) const {
  return TranscriptAssembler::memory_bytes(vocabulary_, options_, channels, batch_rows_);
}

}  // namespace nightjar
