// Takes the records of one recording of `run`: formats them, counts them, hands them to the outputs. Where
// they go to files, standard output has only how the recording ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nightjar/recognizer.h"
#include "stages/write/result_writer.h"
#include "tools/cli/checkpoint.h"
#include "tools/cli/run_output.h"

namespace nightjar::cli {

class RunSink : public RecordSink {
 public:
  // `output` is borrowed, until the Summary: the engine may destroy a sink after it has returned.
  RunSink(RunOutput& output, std::size_t index, std::string path);

  void record(const Record& record) override;
  void scores(const SegmentScores& segment) override;
  ScoreStore* score_store(const RecordingInfo& info) override;
  bool wants_more() const override { return output_.admits(index_); }

 private:
  void count(const Record& record);
  void settle(const Summary& summary);
  void show_progress(const SegmentScores& segment);

  RunOutput& output_;
  const std::size_t index_;
  const std::string path_;
  const std::unique_ptr<ResultWriter> lines_;
  const std::unique_ptr<RecordingFiles> files_;  // null without --out
  std::unique_ptr<Checkpoint> checkpoint_;       // null of a short recording
  std::string line_;                             // the last one
  std::string text_;                             // of scores
  std::vector<float> missing_;                   // in place of those of a segment without
  Causes causes_;
  std::int64_t rate_hz_ = 1;
  std::int64_t declared_frames_ = 0;
  std::int64_t heard_frames_ = 0;  // told to the tally; of several channels, the first
  double share_ = 0;               // of this recording's work, told to the tally
};

}  // namespace nightjar::cli
