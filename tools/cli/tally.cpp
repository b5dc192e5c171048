#include "tools/cli/tally.h"

#include <sys/stat.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

std::string recordings_of(const DoneLine& done) {
  std::string counts;
  const auto add = [&counts](std::int64_t n, const char* what) {
    if (n > 0) counts += (counts.empty() ? ": " : ", ") + std::to_string(n) + " " + what;
  };
  add(done.ok, "ok");
  add(done.partial, "partial");
  add(done.refused, "refused");
  add(done.interrupted, "interrupted");
  add(done.not_started, "not started");
  return count_of(done.recordings, "recording") + counts;
}

}  // namespace

Tally::Tally(std::size_t recordings, std::vector<std::int64_t> file_bytes)
    : recordings_(recordings), file_bytes_(std::move(file_bytes)) {
  for (std::size_t i = 0; i < file_bytes_.size(); ++i) total_bytes_ += bytes_of(i);
}

// One more than the size, so that a missing file counts as work that can be done.
double Tally::bytes_of(std::size_t index) const {
  return index < file_bytes_.size() ? static_cast<double>(file_bytes_[index] + 1) : 0;
}

void Tally::heard(std::size_t index, double seconds, double share_of_recording, bool recalled) {
  const std::lock_guard lock(mutex_);
  (recalled ? before_.recalled_s : sound_s_) += seconds;
  bytes_ += share_of_recording * bytes_of(index);
}

void Tally::gap() {
  const std::lock_guard lock(mutex_);
  ++gaps_;
}

void Tally::closed(const Ending& ending, std::size_t index, double share_left) {
  const std::lock_guard lock(mutex_);
  done_.add(ending.summary, ending.sample_rate_hz);
  done_.add(ending.causes, ending.sample_rate_hz);
  if (ending.summary.status == Status::refused) done_.refused_bytes += ending.file_bytes;
  bytes_ += share_left * bytes_of(index);
}

void Tally::done_before(const Summary& summary, std::int64_t sample_rate_hz, std::size_t index) {
  const std::lock_guard lock(mutex_);
  const std::int64_t others_us = done_.processed_us;
  done_.add(summary, sample_rate_hz);
  // Of a recording that is `ok` nothing is lacking but what was not asked for.
  Causes causes{{ErrorCode::class_not_heard, summary.unheard},
                {ErrorCode::outside_range, summary.skipped - summary.unheard}};
  std::erase_if(causes, [](const auto& cause) { return cause.second == 0; });
  done_.add(causes, sample_rate_hz);
  ++before_.recordings;
  before_.processed_us += done_.processed_us - others_us;
  bytes_ += bytes_of(index);
}

ProgressState Tally::progress(double elapsed_s) const {
  const std::lock_guard lock(mutex_);
  return {.elapsed_s = elapsed_s,
          .sound_s = sound_s_,
          .fraction = total_bytes_ > 0 ? bytes_ / total_bytes_ : 0,
          .recordings = done_.recordings,
          .total = static_cast<std::int64_t>(recordings_),
          .gaps = gaps_};
}

DoneLine Tally::done() const {
  const std::lock_guard lock(mutex_);
  return done_;
}

double Tally::sound_s() const {
  const std::lock_guard lock(mutex_);
  const double processed_s = static_cast<double>(done_.processed_us - before_.processed_us) * 1e-6;
  return std::max(0.0, processed_s - before_.recalled_s);
}

DoneBeforeTotals Tally::before() const {
  const std::lock_guard lock(mutex_);
  return before_;
}

std::int64_t size_of(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) ? info.st_size : 0;
}

std::vector<std::int64_t> sizes_of(const std::vector<std::string>& paths) {
  std::vector<std::int64_t> sizes;
  sizes.reserve(paths.size());
  for (const std::string& path : paths) sizes.push_back(size_of(path));
  return sizes;
}

std::string totals_of(const DoneLine& done, const std::string& noun) {
  std::string text = recordings_of(done);
  const auto add = [&text](std::int64_t n, const std::string& what) {
    if (n > 0) text += " | " + count_of(n, what);
  };
  add(done.events, noun);
  add(done.transcripts, "transcript");
  add(done.words, "word");
  const auto seconds = [](std::int64_t us) { return format_duration(static_cast<double>(us) * 1e-6); };
  text += " | " + seconds(done.processed_us) + " of sound";
  if (done.gap_us > 0) text += ", " + seconds(done.gap_us) + " missing";
  if (done.skipped_us > 0) text += ", " + seconds(done.skipped_us) + " left out";
  return text;
}

std::string speed_line(double sound_s, double elapsed_s) {
  const double speed = elapsed_s > 0 ? sound_s / elapsed_s : 0;
  return format_duration(sound_s) + " of sound in " + format_duration(elapsed_s) + ", " +
         fixed(speed, speed < 10 ? 1 : 0) + " x real time";
}

std::string summary_line(const DoneLine& done, double sound_s, std::int64_t gaps, double elapsed_s) {
  const std::string left_out =
      done.skipped_us > 0 ? format_duration(static_cast<double>(done.skipped_us) * 1e-6) + " left out, " : "";
  return recordings_of(done) + " | " + speed_line(sound_s, elapsed_s) + " | " + left_out +
         count_of(gaps, "gap");
}

}  // namespace nightjar::cli
