// `nightjar match find`: says which known recordings play in others, and where.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "engine/machine/machine.h"
#include "engine/output/ordered_output.h"
#include "models/interface/sha256.h"
#include "stages/match/match_index.h"
#include "stages/write/json_lines.h"
#include "stages/write/match_lines.h"
#include "tools/cli/commands.h"
#include "tools/cli/inputs.h"
#include "tools/cli/log.h"
#include "tools/cli/matched_recording.h"
#include "tools/cli/stdout.h"
#include "tools/cli/stdout_form.h"
#include "tools/cli/stop_signals.h"
#include "tools/cli/terminal_sink.h"

namespace nightjar::cli {
namespace {

MatchIndex load_index(const std::string& path) {
  auto index = MatchIndex::load(path);
  if (!index) throw SetupError(index.error().code, "index " + index.error().message);
  return std::move(*index);
}

// Recordings over threads; their lines leave in input order.
class FindRun {
 public:
  FindRun(const MatchIndex& index, const Inputs& inputs, StdoutForm form)
      : index_(index),
        form_(form),
        paths_(inputs.paths),
        stdout_(STDOUT_FILENO, "standard output"),
        lines_(stdout_, {.on_failure = [this](const Error&) { stop(); }, .on_drained = [this] { wake(); }}) {
    done_.not_audio = inputs.not_audio;
    done_.unreadable_folders = std::ssize(inputs.unreadable_folders);
  }

  void stop() {
    stop_.request_stop();
    wake();
  }

  DoneLine run(const MatchRunLine& first, std::size_t workers) {
    std::string line;
    if (form_ == StdoutForm::json_lines) append_line(line, first);
    lines_.append(0, line);
    lines_.close(0);
    {
      std::vector<std::jthread> threads(std::min(workers, paths_.size()));
      for (std::jthread& thread : threads) thread = std::jthread([this] { work(); });
    }
    if (failure_) std::rethrow_exception(failure_);
    lines_.append(paths_.size() + 1, last_text(form_, done_, kMatchNoun));
    lines_.close(paths_.size() + 1);
    lines_.finish(stop_.get_token());
    if (const auto status = lines_.status(); !status) throw OutputError(status.error().message);
    return done_;
  }

 private:
  void wake() {
    ++changes_;
    changes_.notify_all();
  }

  // A slow reader must not make everything that is found wait on the disk.
  void await_admission(std::size_t stream) {
    for (unsigned seen = changes_; !stop_.stop_requested() && !lines_.admits(stream); seen = changes_)
      changes_.wait(seen);
  }

  void work() try {
    for (std::size_t i; (i = next_++) < paths_.size();) {
      await_admission(i + 1);
      const auto write = [&](std::string_view text) { lines_.append(i + 1, text); };
      const MatchedRecording found = write_matches(index_, paths_[i], form_, write, stop_.get_token());
      lines_.close(i + 1);
      const std::lock_guard lock(mutex_);
      done_.add(found.summary, found.sample_rate_hz);
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    stop();
  }

  const MatchIndex& index_;
  const StdoutForm form_;
  const std::vector<std::string>& paths_;
  std::stop_source stop_;
  std::atomic<unsigned> changes_ = 0;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  DoneLine done_;
  std::exception_ptr failure_;
  TerminalSink stdout_;
  OrderedOutput lines_;  // last: its thread uses the others
};

}  // namespace

ExitCode match_find(const MatchFindOptions& options) {
  start_log({});
  const StdoutForm form = stdout_form_of(options.format);
  const Inputs inputs = gather_inputs(options.inputs);
  const MatchIndex index = load_index(options.index);
  FindRun run(index, inputs, form);
  const StopSignals signals([&] { run.stop(); });
  const DoneLine done = run.run({.version = NIGHTJAR_VERSION,
                                 .index_sha256 = sha256_of_files({options.index}),
                                 .references = std::ssize(index.references())},
                                worker_count(options.workers));
  if (signals.stopped()) return ExitCode::interrupted;
  return done.ok == done.recordings && inputs.unreadable_folders.empty() ? ExitCode::all_done
                                                                         : ExitCode::incomplete;
}

}  // namespace nightjar::cli
