// What a run has done so far, counted while it lasts: for the progress, the `done` line, the last line on
// stderr and --stats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "nightjar/record.h"
#include "stages/write/json_lines.h"
#include "tools/cli/progress.h"

namespace nightjar::cli {

// How a recording ended.
struct Ending {
  Summary summary{};
  Causes causes{};
  std::int64_t sample_rate_hz = 1;
  std::int64_t file_bytes = 0;
};

// What earlier runs did of this one's work: whole recordings, and parts that were taken from checkpoints.
struct DoneBeforeTotals {
  std::int64_t recordings = 0;
  std::int64_t processed_us = 0;
  double recalled_s = 0;
};

// Safe for concurrent use.
class Tally {
 public:
  // `file_bytes`: of each recording, as its share of the work; empty where no progress is shown.
  Tally(std::size_t recordings, std::vector<std::int64_t> file_bytes);

  // `recalled`: an earlier run computed what was heard, so it does not count as this one's speed.
  void heard(std::size_t index, double seconds, double share_of_recording, bool recalled);
  void gap();
  void closed(const Ending& ending, std::size_t index, double share_left);

  // Of a recording that an earlier run did: it counts among the totals, and not as this one's speed.
  void done_before(const Summary& summary, std::int64_t sample_rate_hz, std::size_t index);

  ProgressState progress(double elapsed_s) const;
  DoneLine done() const;
  double sound_s() const;  // seconds that this run recognised
  DoneBeforeTotals before() const;

 private:
  double bytes_of(std::size_t index) const;

  const std::size_t recordings_;
  const std::vector<std::int64_t> file_bytes_;
  double total_bytes_ = 0;

  mutable std::mutex mutex_;
  double bytes_ = 0;
  double sound_s_ = 0;
  std::int64_t gaps_ = 0;
  DoneLine done_;
  DoneBeforeTotals before_;
};

// The size of a file, and of each; 0 where there is none.
std::int64_t size_of(const std::string& path);
std::vector<std::int64_t> sizes_of(const std::vector<std::string>& paths);

// "12 recordings: 10 ok, 2 refused | 40 events | 1:02:03 of sound, 3.1 s missing", with `noun` for "event".
std::string totals_of(const DoneLine& done, const std::string& noun);

// "1:02:03 of sound in 14.2 s, 262 x real time"
std::string speed_line(double sound_s, double elapsed_s);

// "12 recordings: 10 ok, 2 refused | 1:02:03 of sound in 14.2 s, 262 x real time | 10:00 left out, 3 gaps"
// `sound_s` is what was recognised in that time.
std::string summary_line(const DoneLine& done, double sound_s, std::int64_t gaps, double elapsed_s);

}  // namespace nightjar::cli
