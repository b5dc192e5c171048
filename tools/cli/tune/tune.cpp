// `nightjar tune`: measures how a model runs best on this machine, and keeps what it found as a profile.
#include <filesystem>
#include <functional>
#include <string>

#include "models/loader/torch_backend.h"
#include "nightjar/error.h"
#include "tools/cli/allocator.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/median.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"
#include "tools/cli/tune/contests.h"
#include "tools/cli/tune/profile_store.h"
#include "tools/cli/tune/tune_report.h"

namespace nightjar::cli {
namespace {

// Of what is left of the budget when each begins.
constexpr double kFormShare = 0.6;
constexpr double kStreamShare = 0.4;
constexpr double kWorkerShare = 0.6;

double budget_of(std::string text) {
  if (text.ends_with('s')) text.pop_back();
  const double seconds = parse_time(text);
  if (seconds > 0) return seconds;
  throw SetupError(ErrorCode::bad_option, "--budget is 0; expected a time to measure in, such as 60s");
}

class Tuning {
 public:
  Tuning(std::filesystem::path folder, double budget_s)
      : folder_(std::move(folder)), manifest_(load_manifest(folder_)), budget_(budget_s) {
    report_.cores = core_limits();
    report_.budget_s = budget_s;
    report_.profile.key = profile_key_of(manifest_);
    counts_ = counts_to_try(report_.cores.usable, report_.cores.physical);
  }

  TuneReport run() {
    const Backend& backend = load_torch_backend();
    backend.prepare_thread();
    const Form form = choose_form(backend);
    const auto model = load_form(manifest_, backend, form);
    report_.profile.form = form;
    const Contest streams = stream_contest(model, counts_, budget_, budget_.share(kStreamShare));
    report_.limit =
        what_limits(streams.trials.front(), streams.trials.back(), counts_.back(), report_.cores.physical);
    const double segment_s = median_of(streams.trials.front().times());
    report_.profile.streams = counts_[judge(streams)];
    report_.profile.workers = chosen_count("workers", [&] {
      return worker_contest(model, counts_, segment_s, budget_, budget_.share(kWorkerShare));
    });
    report_.profile.latency_threads = chosen_count(
        "intra-op", [&] { return latency_contest(folder_, form, counts_, budget_, budget_.share(1)); });
    for (const JudgedContest& judged : report_.contests)
      report_.profile.why.push_back(judged.contest.what + ": " + judged.choice.why);
    report_.profile.why.push_back(name(report_.limit.limit) + ": " + report_.limit.why);
    report_.took_s = budget_.spent_s();
    report_.file = store_profile(report_.profile).string();
    return std::move(report_);
  }

 private:
  std::size_t judge(Contest contest) {
    Choice choice = choose(contest);
    report_.contests.push_back({std::move(contest), std::move(choice)});
    return report_.contests.back().choice.index;
  }

  // The other forms are forgotten when it returns.
  Form choose_form(const Backend& backend) {
    CandidateForms candidates = load_forms(manifest_, backend, budget_.seconds());
    report_.left_out = std::move(candidates.left_out);
    console().print("nightjar: " + count_of(std::ssize(candidates.forms), "form") + " of model " +
                    manifest_.name + " loaded in " + format_duration(budget_.spent_s()));
    const Contest contest = form_contest(candidates, budget_, budget_.share(kFormShare));
    return candidates.forms[judge(contest)].form;
  }

  // 0 where it cannot be measured, which is told: nothing is known then, and all else stands.
  std::size_t chosen_count(const std::string& what, const std::function<Contest()>& run) {
    if (counts_.size() == 1) return counts_.front();
    try {
      return counts_[judge(run())];
    } catch (const std::runtime_error& error) {
      report_.left_out.push_back(what + ": " + error.what());
      return 0;
    }
  }

  const std::filesystem::path folder_;
  const Manifest manifest_;
  const Budget budget_;
  std::vector<std::size_t> counts_;
  TuneReport report_;
};

}  // namespace

ExitCode tune(const TuneOptions& options) {
  const std::filesystem::path folder = std::filesystem::absolute(find_model(options.model));
  if (!options.point.empty()) {
    write_stdout(measure_latency_point(folder, options.point));
    return ExitCode::all_done;
  }
  tune_allocator();
  const TuneReport report = Tuning(folder, budget_of(options.budget)).run();
  write_stdout(options.json ? tune_json(report) : tune_text(report));
  return ExitCode::all_done;
}

}  // namespace nightjar::cli
