// What has been done below a folder of results: a file there, DIR/.nightjar-journal, a line of JSON for each
// run that began and each recording that was done. For --resume.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "nightjar/error.h"

namespace nightjar::cli {

// A recording of which all was recognised and all files were written.
struct JournalEntry {
  std::string path;  // as given; in the form of journal_text()
  std::string name;  // below the folder of results; the same
  std::int64_t size = 0;
  std::int64_t changed_ns = 0;                  // the time of its last change, since 1970
  std::map<std::string, std::int64_t> files{};  // format -> bytes
  std::int64_t sample_rate_hz = 0;
  std::string end_line{};  // of the JSON Lines: what came of it
};

// A path as JSON can hold it: itself, or "base64:" and its bytes where it is not UTF-8.
std::string journal_text(const std::string& bytes);

// Lines are only ever appended, and trusted as little as can be: one that was cut off by the end of a run is
// taken away, and what comes before a line that cannot be understood does not count.
class Journal {
 public:
  // Opens it or makes it, and keeps other runs out until the end of its life. `run_line` is that of the JSON
  // Lines: what decides the results. Throws SetupError(bad_option) where another run is at work in the
  // folder, and OutputError.
  Journal(const std::string& folder, const std::string& run_line);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Calls `visit` for the recordings done by runs with the same run_line, in their order, and `forget` where
  // a run with another one began, which may have replaced any of their files, or a line is damaged. To be
  // called once, before begin().
  void read(const std::function<void(const JournalEntry&)>& visit, const std::function<void()>& forget);
  // What earlier runs called their processes: they ended, whatever they left.
  const std::vector<std::int64_t>& processes() const { return processes_; }

  // This run begins, before any of its files is there; then its recordings. Safe for concurrent use. Errors:
  // output_failed.
  Expected<void> begin();
  Expected<void> add(const JournalEntry& entry);
  Expected<void> flush();  // to the disk

 private:
  void read_line(const std::string& line, const std::function<void(const JournalEntry&)>& visit,
                 const std::function<void()>& forget);
  Expected<void> append(const std::string& line);

  std::string path_;
  std::string run_line_;
  int fd_ = -1;
  bool of_this_kind_ = false;  // what is being read is of a run with the same run_line
  std::vector<std::int64_t> processes_;
  std::mutex mutex_;
};

}  // namespace nightjar::cli
