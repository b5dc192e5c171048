// A recording on its way through the graph: the stages, bound to the graph's steps.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/graph/ledger.h"
#include "engine/graph/stream.h"
#include "engine/recognizer/gap_queue.h"
#include "engine/recognizer/kept_scores.h"
#include "engine/recognizer/loaded_model.h"
#include "nightjar/recognizer.h"
#include "stages/base/timeline.h"
#include "stages/decode/decoding.h"
#include "stages/infer/step_runner.h"
#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"

namespace nightjar {

using OpenSource = std::function<Expected<std::unique_ptr<AudioSource>>()>;

// The thread rules are those of graph::Stream.
class RecordingStream : public graph::Stream {
 public:
  // `decoding` is the model's. `path` names the recording in the records; `open_source` opens it. `on_closed`
  // is called last, whatever happens.
  RecordingStream(std::shared_ptr<const LoadedModel> model, std::shared_ptr<const Decoding> decoding,
                  std::string path, OpenSource open_source, const Selection& selection,
                  std::unique_ptr<RecordSink> sink, std::function<void()> on_closed);

  bool open() override;
  std::unique_ptr<graph::Batch> read() override;
  Expected<void> extract(graph::Batch& batch) override;
  Expected<void> infer(graph::Batch& batch) override;
  Expected<void> score(graph::Batch& batch) override;
  void merge(graph::Batch& batch, const std::optional<Error>& failure) override;
  void close(const std::optional<Error>& cause) override;
  bool wants_more() const override { return sink_->wants_more(); }

  // An upper bound of what one open recording holds beyond its batches, for any that open() lets pass.
  static std::int64_t memory_bytes(const LoadedModel& model, const Decoding& decoding,
                                   const Selection& selection);

 private:
  struct RecordingBatch;

  std::vector<Gap> gaps_of(const RecordingBatch& batch, const std::optional<Error>& failure) const;
  void give_up(ScoreBatch& batch) const;
  // A record's channel: none where the recording is recognised as one.
  std::int64_t named(std::int64_t channel) const;
  void pass_scores(const RecordingBatch& batch);
  void write(Found&& found);
  void count(const Event&) { ++counts_.events; }
  void count(const Word&) { ++counts_.words; }
  void count(const Transcript&) { ++counts_.transcripts; }
  void count(const Match&) { ++counts_.events; }
  void account(const std::vector<Gap>& gaps, const RecordingBatch& batch);
  void skip_to(std::int64_t frame);
  bool uncertain(std::int64_t end_frame) const { return uncertain_time(uncertain_from_, end_frame); }
  void finish(const std::optional<Error>& cause);

  const std::shared_ptr<const LoadedModel> model_;
  const std::shared_ptr<const Decoding> decoding_;
  const std::string path_;
  const OpenSource open_source_;
  const Selection selection_;
  std::unique_ptr<RecordSink> sink_;  // until close()
  const std::function<void()> on_closed_;

  std::optional<Error> refusal_;
  std::unique_ptr<SegmentReader> reader_;  // of read() and close(); read() may be at work while others merge
  KeptScores kept_;
  RateRatio ratio_;
  std::unique_ptr<Assembler> assembler_;
  std::unique_ptr<GapQueue> gaps_;
  std::int64_t first_row_ = 0;
  std::int64_t channels_ = 1;                   // recognised each by itself
  std::vector<StepRunner> steps_;               // of a model with state: of each channel
  graph::Ledger ledger_;                        // up to the last frame that every channel is merged to
  std::vector<Gap> round_gaps_;                 // beyond it, of the channels that are merged already, united
  std::optional<std::int64_t> uncertain_from_;  // from this frame on times are estimates
  bool incomplete_ = false;                     // there was a gap, be it an empty one
  Summary counts_;                              // of what was found; the rest is left out
  bool interrupted_ = false;                    // a batch was given up
};

}  // namespace nightjar
