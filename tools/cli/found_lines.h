// What `match find` writes, for either kind of index: JSON Lines or a table of many recordings, in input
// order.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "engine/output/ordered_output.h"
#include "stages/write/match_lines.h"
#include "stages/write/result_writer.h"
#include "tools/cli/inputs.h"
#include "tools/cli/stdout_form.h"
#include "tools/cli/terminal_sink.h"

namespace nightjar::cli {

// Recordings by their index in the inputs. Calls for different ones may be concurrent.
class FoundLines {
 public:
  // Called from any thread: nothing more can be written; there is room for what was refused.
  FoundLines(StdoutForm form, const Inputs& inputs, std::function<void()> on_failure,
             std::function<void()> on_drained);

  void begin(const MatchRunLine& run);
  // A slow reader must not make everything that is found wait on the disk.
  bool admits(std::size_t recording) { return lines_.admits(recording + 1); }
  // Of what is found in a recording, at `path`. Borrows this; its sink does not fail.
  std::unique_ptr<ResultWriter> writer(std::size_t recording, const std::string& path);
  // The recording's last call, unless it was never begun.
  void end(std::size_t recording, const Summary& summary, std::int64_t sample_rate_hz);
  // After all others: writes the totals. Throws OutputError.
  DoneLine finish(std::size_t recordings, const std::stop_token& stop);

 private:
  const StdoutForm form_;
  std::mutex mutex_;
  DoneLine done_;
  TerminalSink stdout_;
  OrderedOutput lines_;  // last: its thread uses the others
};

}  // namespace nightjar::cli
