// Post-processing of transcripts: emissions -> log posteriors (score), log posteriors over time -> words and
// utterances (assemble).
#pragma once

#include <cstdint>
#include <memory>

#include "nightjar/ctc.h"
#include "stages/decode/decoding.h"

namespace nightjar {

// What all recordings share. nightjar/ctc.h says how the words are found.
class TranscriptDecoding : public Decoding {
 public:
  // Of a checked manifest, which is not needed any more once this is made. Reads the language model. Throws
  // SetupError: bad_option, bad_model.
  TranscriptDecoding(const Manifest& manifest, const TranscriptOptions& options);

  // Log posteriors. A row with NaN or +infinity, or without any finite value, means nothing.
  std::int64_t columns() const override;
  void score(ScoreBatch& batch) const override;
  std::unique_ptr<Assembler> assembler(RateRatio file_to_model, const ScoredPart& part,
                                       FoundSink sink) const override;
  std::int64_t assembler_bytes(std::int64_t channels) const override;

 private:
  const bool logits_;
  const SegmentGrid rows_;
  const std::int64_t batch_rows_;  // how far one channel may be ahead of another
  const CtcVocabulary vocabulary_;
  const CtcOptions options_;
};

// Log posteriors of rows over time -> utterances, each with its words: a CtcDecoder for each channel.
//
// A row that is not valid ends the utterance, and so does a break: no words are joined across a gap. Spans
// are those of the rows: from f(begin of the first) to f(end of the last), but not beyond the part or the
// batch, with one f for every boundary: floor(sample * file rate / model rate). A span shorter than a frame
// gets the frame that it lies in. By start_frame; of equal ones a transcript before its words, then by
// end_frame and channel.
class TranscriptAssembler : public Assembler {
 public:
  // `rows`: RowGrid::rows(). What is given is copied, but for the language model, which is shared.
  TranscriptAssembler(const CtcVocabulary& vocabulary, const CtcOptions& options, const SegmentGrid& rows,
                      RateRatio file_to_model, const ScoredPart& part, FoundSink sink);
  ~TranscriptAssembler() override;

  void push(const ScoreBatch& batch) override;
  void finish(std::int64_t frames, std::int64_t channel) override;
  std::int64_t settled_frame() const override;

  // An upper bound of one assembler's memory in bytes, where no channel is ahead of another by more than
  // `batch_rows`.
  static std::int64_t memory_bytes(const CtcVocabulary& vocabulary, const CtcOptions& options,
                                   std::int64_t channels, std::int64_t batch_rows);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightjar
