#include "tools/cli/run_output.h"

#include <unistd.h>

#include <utility>

#include "tools/cli/run_sink.h"
#include "tools/cli/stdout.h"

namespace nightjar::cli {
namespace {

OrderedOutputOptions options_of(const RunEvents& events) {
  OrderedOutputOptions options;
  options.memory_bytes = std::int64_t{4} << 20;
  options.on_failure = [failed = events.on_failure](const Error&) { failed(); };
  options.on_drained = events.on_drained;
  return options;
}

}  // namespace

RunOutput::RunOutput(const RunFiles& files, Tally& tally, const RunEvents& events)
    : tally_(tally),
      form_(files.form),
      stdout_(STDOUT_FILENO, "standard output"),
      lines_(stdout_, options_of(events)),
      results_(files.results) {
  if (files.scores.empty()) return;
  scores_ = std::make_unique<ScoreTable>(files.scores, files.score_columns, options_of(events));
}

void RunOutput::begin(const RunLine& run) {
  lines_.append(0, first_text(form_, run));
  lines_.close(0);
  if (scores_) scores_->output().close(0);
  if (results_ == nullptr) return;
  for (const DoneBefore& done : results_->plan().done) {
    lines(done.index, done.end_line);
    tally_.done_before(done.summary, done.sample_rate_hz, done.index);
    close(done.index);
  }
}

void RunOutput::last_line(std::size_t recordings, const DoneLine& done) {
  lines_.append(recordings + 1, last_text(form_, done));
  close(recordings);
}

bool RunOutput::admits(std::size_t index) {
  return admit_all_ || (lines_.admits(index + 1) && (!scores_ || scores_->output().admits(index + 1)));
}

std::unique_ptr<RecordSink> RunOutput::sink_for(std::size_t index, const std::string& path) {
  if (!admits(index)) return nullptr;
  return std::make_unique<RunSink>(*this, index, path);
}

void RunOutput::close(std::size_t index) {
  lines_.close(index + 1);
  if (scores_) scores_->output().close(index + 1);
}

std::int64_t RunOutput::finish(const std::stop_token& stop) {
  const std::int64_t unwritten = lines_.finish(stop);
  Expected<void> status = lines_.status();
  if (scores_) {
    const Expected<void> done = scores_->finish(stop);
    if (status && !done) status = done;
  }
  if (!status) throw OutputError(status.error().message);
  return unwritten;
}

}  // namespace nightjar::cli
