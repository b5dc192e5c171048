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
#include "engine/recognizer/gate.h"
#include "engine/recognizer/hearing.h"
#include "engine/recognizer/kept_scores.h"
#include "nightjar/recognizer.h"
#include "stages/validate/audio_source.h"

namespace nightjar {

using OpenSource = std::function<Expected<std::unique_ptr<AudioSource>>()>;

// The thread rules are those of graph::Stream.
class RecordingStream : public graph::Stream {
 public:
  // `path` names the recording in the records; `open_source` opens it, with a gate twice: it is read once for
  // each model. `on_closed` is called last, whatever happens.
  RecordingStream(Listener listener, std::string path, OpenSource open_source, const Selection& selection,
                  std::unique_ptr<RecordSink> sink, std::function<void()> on_closed,
                  std::shared_ptr<const GateSpec> gate = nullptr);

  bool open() override;
  std::unique_ptr<graph::Batch> read() override;
  Expected<void> extract(graph::Batch& batch) override;
  Expected<void> infer(graph::Batch& batch) override;
  Expected<void> score(graph::Batch& batch) override;
  void merge(graph::Batch& batch, const std::optional<Error>& failure) override;
  void close(const std::optional<Error>& cause) override;
  bool wants_more() const override;

  // An upper bound of what one open recording holds beyond its batches, for any that open() lets pass. `gate`
  // may be null.
  static std::int64_t memory_bytes(const Listener& listener, const GateSpec* gate,
                                   const Selection& selection);

 private:
  bool refuse(Error error);
  bool gate_is_ahead() const;
  Hearing& hearing_of(const HeardBatch& batch) const;
  std::vector<Gap> gaps_of(const HeardBatch& batch, const std::optional<Error>& failure) const;
  // A record's channel: none where the recording is recognised as one.
  std::int64_t named(std::int64_t channel) const;
  void pass_scores(const HeardBatch& batch);
  void write(Found&& found);
  void count(const Event&) { ++counts_.events; }
  void count(const Word&) { ++counts_.words; }
  void count(const Transcript&) { ++counts_.transcripts; }
  void count(const Match&) { ++counts_.events; }
  void write(Gap&& gap);
  void account(const std::vector<Gap>& gaps, const HeardBatch& batch);
  void end_round(const HeardBatch& batch);
  void leave_out(Span frames);
  void skip_to(std::int64_t frame);
  bool uncertain(std::int64_t end_frame) const { return uncertain_time(uncertain_from_, end_frame); }
  void finish(const std::optional<Error>& cause);

  const Listener listener_;
  const std::shared_ptr<const GateSpec> gate_spec_;  // null: all of the recording is heard
  const std::string path_;
  const OpenSource open_source_;
  const Selection selection_;
  std::unique_ptr<RecordSink> sink_;  // until close()
  const std::function<void()> on_closed_;

  std::optional<Error> refusal_;
  // Its reader is of read() and close(), and may be at work while others merge.
  std::unique_ptr<Hearing> hearing_;
  std::unique_ptr<Gate> gate_;
  KeptScores kept_;
  std::unique_ptr<Assembler> assembler_;
  std::unique_ptr<GapQueue> gaps_;
  std::int64_t channels_ = 1;                   // recognised each by itself
  graph::Ledger ledger_;                        // up to the last frame that every channel is merged to
  std::vector<Gap> round_gaps_;                 // beyond it, of the channels that are merged already, united
  std::optional<std::int64_t> uncertain_from_;  // from this frame on times are estimates
  std::int64_t unheard_ = 0;                    // skipped, since the gate found nothing there
  bool incomplete_ = false;                     // there was a gap, be it an empty one
  Summary counts_;                              // of what was found; the rest is left out
  bool interrupted_ = false;                    // a batch was given up
};

}  // namespace nightjar
