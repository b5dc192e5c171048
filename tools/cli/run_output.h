// The outputs of `run`: JSON Lines or a table on standard output and the table of scores if asked for, both
// in input order; and the files of --out, which wait for nothing.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/output/ordered_output.h"
#include "nightjar/recognizer.h"
#include "stages/write/json_lines.h"
#include "stages/write/scores.h"
#include "tools/cli/result_folder.h"
#include "tools/cli/score_table.h"
#include "tools/cli/stdout_form.h"
#include "tools/cli/tally.h"
#include "tools/cli/terminal_sink.h"

namespace nightjar::cli {

struct RunFiles {
  StdoutForm form = StdoutForm::json_lines;
  std::string scores;  // or embeddings; empty: none
  ScoreColumns score_columns;
  ResultFolder* results = nullptr;  // borrowed; null without --out
};

struct RunEvents {
  std::function<void()> on_failure;  // an output failed: there is no use in going on
  std::function<void()> on_drained;  // there is room again for what was refused
};

// Stream 0 of each output is the first line, stream i + 1 is recording i, and the last one the last line.
class RunOutput {
 public:
  // Counts in `tally`, which is borrowed. Throws SetupError(bad_option) for another ending of `scores` than
  // .csv or .npz, and OutputError where that file cannot be made.
  RunOutput(const RunFiles& files, Tally& tally, const RunEvents& events);

  // To be called first: writes what stands before all recordings, and what is known of recordings that were
  // done before.
  void begin(const RunLine& run);
  // Null while so much waits that nothing new should begin.
  std::unique_ptr<RecordSink> sink_for(std::size_t index, const std::string& path);
  void last_line(std::size_t recordings, const DoneLine& done);

  // From now on everything is taken, so that a run that ends can end.
  void admit_all() { admit_all_ = true; }

  // Writes what waits. Once `stop` was requested, it gives up on an output that takes nothing for half a
  // second. Returns how many bytes of standard output were not written. Throws OutputError: which output, and
  // why.
  std::int64_t finish(const std::stop_token& stop);

  // What one recording says.
  StdoutForm form() const { return form_; }
  bool admits(std::size_t index);
  void lines(std::size_t index, std::string_view text) { lines_.append(index + 1, text); }
  void close(std::size_t index);
  ScoreTable* scores() { return scores_.get(); }
  ResultFolder* results() { return results_; }
  Tally& tally() { return tally_; }

 private:
  Tally& tally_;
  std::atomic<bool> admit_all_ = false;
  const StdoutForm form_;
  TerminalSink stdout_;
  OrderedOutput lines_;
  std::unique_ptr<ScoreTable> scores_;
  ResultFolder* results_;
};

}  // namespace nightjar::cli
