// The files of one recording under --out, one a format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "nightjar/record.h"
#include "stages/write/result_file.h"
#include "stages/write/result_writer.h"
#include "tools/cli/result_tree.h"

namespace nightjar::cli {

// Counts the files that could not be written, and says the first on stderr at once. Safe for concurrent use.
class FailedFiles {
 public:
  void add(const Error& error);
  // Throws OutputError where there were any: the first, and how many.
  void check() const;

 private:
  mutable std::mutex mutex_;
  std::string first_;
  std::int64_t count_ = 0;
};

// A file that cannot be written costs that file alone: the others of the recording, and the other
// recordings, go on.
class RecordingFiles {
 public:
  // Borrows `tree`, `context.run` and `failed`, until the Summary.
  RecordingFiles(const ResultTree& tree, std::size_t index, const ResultContext& context,
                 FailedFiles& failed);

  // Of a long recording, whose results are worth it: commits them to the disk, not just to the system.
  void flush_at_end() { flushed_ = true; }

  // The Summary decides: of a recording that was done to its end (ok or partial) all files are committed; of
  // one that was not, those that say so; of one that was not begun, none.
  void record(const Record& record);

  // After the Summary: all of them are there.
  bool all_written() const { return all_written_; }

 private:
  struct File {
    std::unique_ptr<ResultFile> file;
    std::unique_ptr<ResultWriter> writer;
    bool says_status;
  };
  void close(const Summary& summary);

  void fail(const Error& error);

  std::vector<File> files_;
  FailedFiles& failed_;
  bool all_written_ = true;
  bool flushed_ = false;
};

}  // namespace nightjar::cli
