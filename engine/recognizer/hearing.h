// A recording as one model hears it: its batches, from sound to scores.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/graph/stream.h"
#include "engine/recognizer/loaded_model.h"
#include "nightjar/selection.h"
#include "stages/base/timeline.h"
#include "stages/decode/decoding.h"
#include "stages/infer/step_runner.h"
#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"

namespace nightjar {

// A model, and what its outputs mean. Shared by all recordings.
struct Listener {
  std::shared_ptr<const LoadedModel> model;
  std::shared_ptr<const Decoding> decoding;
};

struct HeardBatch : graph::Batch {
  bool of_gate = false;  // of the model that says where the other one is to listen
  SoundBatch sound;
  std::int64_t frames = 0;  // of the recording, as far as they were known when this was read
  ModelInput input;
  ScoreBatch scores;                     // the network's output, until it is scored
  bool recalled = false;                 // the scores are from an earlier run
  std::vector<std::uint8_t> rows_heard;  // [rows] 0 where nothing of what the row is about is there

  bool anything_heard() const;
  bool to_compute() const { return !recalled && anything_heard(); }
};

// read() is called one at a time, and the others for each batch that it gave, on any thread; those of a model
// with state one batch after another.
class Hearing {
 public:
  // `first_sounding`: ReadSpec's.
  Hearing(Listener listener, std::unique_ptr<AudioSource> source, const Selection& selection,
          std::int64_t first_sounding = 0);

  // The next batch, or null at the end; `wanted` as in SegmentReader::next().
  std::unique_ptr<HeardBatch> read(const Wanted& wanted = {});

  Expected<void> extract(HeardBatch& batch) const;
  Expected<void> infer(HeardBatch& batch);
  Expected<void> score(HeardBatch& batch) const;
  // Its rows have no scores.
  void give_up(HeardBatch& batch) const;

  // Of the scores, batch by batch in the order of read().
  std::unique_ptr<Assembler> assembler(FoundSink sink) const;

  // What row i of a batch is about, and what it heard, in frames of the file.
  Span frames_about(const HeardBatch& batch, std::int64_t i) const;
  Span frames_heard(const HeardBatch& batch, std::int64_t i) const;

  const Listener& listener() const { return listener_; }
  const SegmentReader& reader() const { return reader_; }

  // An upper bound of what one holds beyond its batches, its assembler included, for any recording that may
  // be read so.
  static std::int64_t memory_bytes(const Listener& listener, const Selection& selection);

 private:
  const Listener listener_;
  const RateRatio ratio_;  // file -> model
  SegmentReader reader_;
  std::int64_t first_row_ = 0;
  std::vector<StepRunner> steps_;  // of a model with state: of each channel
};

}  // namespace nightjar
