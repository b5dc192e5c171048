// The folder of --out: where the files go, and what is known of those that are there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "stages/write/json_lines.h"
#include "stages/write/result_writer.h"
#include "tools/cli/journal.h"
#include "tools/cli/recording_files.h"
#include "tools/cli/result_tree.h"
#include "tools/cli/resume_plan.h"

namespace nightjar::cli {

struct ResultFolderOptions {
  std::string folder;
  std::vector<const ResultFormat*> formats;
  bool overwrite = false;
  bool resume = false;  // also replaces the files of what is done again
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

  // Notes that all files of a recording that is `ok` are there.
  void note_done(std::size_t index, const std::string& end_line, std::int64_t sample_rate_hz);

  // Throws OutputError where a file could not be written.
  void check() const { failed_.check(); }

 private:
  RunLine run_;
  ResultContext context_;
  ResultTree tree_;
  Journal journal_;
  std::vector<JournalEntry> entries_;
  ResumePlan plan_;
  FailedFiles failed_;
};

}  // namespace nightjar::cli
