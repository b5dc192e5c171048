// A recording on its way through the graph: the stages, bound to the graph's steps.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/graph/ledger.h"
#include "engine/graph/stream.h"
#include "engine/recognizer/loaded_model.h"
#include "nightjar/recognizer.h"
#include "stages/decode/tags.h"
#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"

namespace nightjar {

using OpenSource = std::function<Expected<std::unique_ptr<AudioSource>>()>;

// The thread rules are those of graph::Stream.
class RecordingStream : public graph::Stream {
 public:
  // `path` names the recording in the records; `open_source` opens it. `on_closed` is called last, whatever
  // happens.
  RecordingStream(std::shared_ptr<const LoadedModel> model, std::string path, OpenSource open_source,
                  double max_event_s, std::unique_ptr<RecordSink> sink, std::function<void()> on_closed);

  bool open() override;
  std::unique_ptr<graph::Batch> read() override;
  Expected<void> extract(graph::Batch& batch) override;
  Expected<void> infer(graph::Batch& batch) override;
  Expected<void> score(graph::Batch& batch) override;
  void merge(graph::Batch& batch, const std::optional<Error>& failure) override;
  void close(const std::optional<Error>& cause) override;
  bool wants_more() const override { return sink_->wants_more(); }

  // An upper bound of what one open recording holds beyond its batches, for any that validation lets pass.
  static std::int64_t memory_bytes(const LoadedModel& model, double max_event_s);

 private:
  struct RecordingBatch;

  std::vector<Gap> gaps_of(const RecordingBatch& batch, const std::optional<Error>& failure) const;
  Span owned_frames(const RecordingBatch& batch, std::int64_t segment) const;
  void pass_scores(const RecordingBatch& batch);
  void add_gaps(std::vector<Gap> gaps);
  bool uncertain(std::int64_t end_frame) const { return uncertain_from_ && end_frame > *uncertain_from_; }
  bool ends_in_gap() const;
  void write_gaps(std::int64_t up_to_start_frame);
  void finish(const std::optional<Error>& cause);

  const std::shared_ptr<const LoadedModel> model_;
  const std::string path_;
  const OpenSource open_source_;
  const double max_event_s_;
  std::unique_ptr<RecordSink> sink_;  // until close()
  const std::function<void()> on_closed_;

  std::optional<Error> refusal_;
  std::unique_ptr<SegmentReader> reader_;  // of read() and close(); read() may be at work while others merge
  RateRatio ratio_;
  std::unique_ptr<TagAssembler> assembler_;
  graph::Ledger ledger_;
  std::vector<Gap> pending_gaps_;  // in order; not yet written, because an event may still come before them
  std::optional<std::int64_t> uncertain_from_;  // from this frame on times are estimates
  bool incomplete_ = false;                     // there was a gap, be it an empty one
  std::int64_t events_ = 0;
};

}  // namespace nightjar
