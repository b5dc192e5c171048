// The folder of --out: where the files go, and what is known of those that are there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nightjar/record.h"
#include "stages/write/json_lines.h"
#include "stages/write/result_writer.h"
#include "tools/cli/checkpoint.h"
#include "tools/cli/journal.h"
#include "tools/cli/recording_files.h"
#include "tools/cli/result_tree.h"
#include "tools/cli/resume_plan.h"

namespace nightjar::cli {

struct ResultFolderOptions {
  std::string folder;
  std::vector<const ResultFormat*> formats;
  bool overwrite = false;
  bool resume = false;        // also replaces the files of what is done again
  double checkpoint_s = 600;  // recordings that are longer have a checkpoint, flushed so often; 0: none has
};

// Its calls may come from many threads.
class ResultFolder {
 public:
  // Borrows the inputs. `context`: of every recording, but for its path. Throws what ResultTree and Journal
  // do.
  ResultFolder(const ResultFolderOptions& options, const Inputs& inputs, const RunLine& run,
               ResultContext context);

  const ResumePlan& plan() const { return plan_; }
  std::unique_ptr<RecordingFiles> files_of(std::size_t index, const std::string& path);

  // Null where it is too short to be worth one.
  std::unique_ptr<Checkpoint> checkpoint_of(std::size_t index, const RecordingInfo& info) const;

  // Notes that all files of a recording that is `ok` are there. False where that cannot be noted.
  bool note_done(std::size_t index, const std::string& end_line, std::int64_t sample_rate_hz);

  // To the disk goes that they are there: their folder, and the note.
  Expected<void> flush(std::size_t index);

  // Throws OutputError where a file could not be written.
  void check() const { failed_.check(); }

 private:
  const ResultFolderOptions options_;
  RunLine run_;
  std::string run_line_;  // the same as text
  ResultContext context_;
  ResultTree tree_;
  Journal journal_;
  std::vector<JournalEntry> entries_;
  ResumePlan plan_;
  FailedFiles failed_;
};

}  // namespace nightjar::cli
