#include "tools/cli/tune/contests.h"

#include <algorithm>
#include <set>

#include "nightjar/error.h"
#include "tools/cli/bench/bench_engines.h"
#include "tools/cli/bench/usage_meter.h"
#include "tools/cli/bench_sound.h"
#include "tools/cli/text.h"
#include "tools/cli/tune/network_timer.h"

namespace nightjar::cli {
namespace {

constexpr double kTurnSeconds = 0.12;
constexpr double kWorkerTurnSeconds = 0.3;

std::vector<std::string> names_of(const std::vector<std::size_t>& counts, const char* noun) {
  std::vector<std::string> names;
  for (const std::size_t count : counts) names.push_back(count_of(static_cast<std::int64_t>(count), noun));
  return names;
}

Contest contest_of(const char* what, const std::vector<std::size_t>& counts, const char* noun) {
  return {.what = what, .names = names_of(counts, noun), .reference = counts.size() - 1, .trials = {}};
}

Sample run_engine(const Model& model, const std::string& path, std::size_t workers) {
  UsageMeter meter;
  const EngineRun run = run_nightjar(model, std::span(&path, 1), {.workers = workers});
  const Usage used = meter.end();
  const double segments = std::max(1.0, run.sound_s * static_cast<double>(model.sample_rate_hz()) /
                                            static_cast<double>(model.hop_samples()));
  return {.time_s = used.wall_s / segments,
          .cpu_s = used.cpu_s / segments,
          .core_share = used.cpu_s / (used.wall_s * static_cast<double>(workers)),
          .others = used.others};
}

}  // namespace

std::vector<std::size_t> counts_to_try(std::size_t usable, std::size_t physical) {
  std::set<std::size_t> counts{physical, usable};
  for (std::size_t count = 1; count < usable; count *= 2) counts.insert(count);
  return {counts.begin(), counts.end()};
}

Contest form_contest(const CandidateForms& candidates, const Budget& budget, const TurnLimits& limits) {
  Contest contest{.what = "form", .names = {}, .reference = candidates.reference, .trials = {}};
  for (const CandidateForm& candidate : candidates.forms) contest.names.push_back(text_of(candidate.form));
  contest.trials = take_turns(
      candidates.forms.size(), candidates.reference, limits, [&] { return budget.spent_s(); },
      [&](std::size_t i) {
        const CandidateForm& candidate = candidates.forms[i];
        Sample sample = candidate.timer->run(candidate.form.batch_segments, 1, kTurnSeconds);
        sample.time_s = sample.cpu_s;
        return sample;
      });
  return contest;
}

Contest stream_contest(const std::shared_ptr<const LoadedModel>& model,
                       const std::vector<std::size_t>& counts, const Budget& budget,
                       const TurnLimits& limits) {
  Contest contest = contest_of("streams", counts, "stream");
  const NetworkTimer timer(model);
  contest.trials = take_turns(
      counts.size(), contest.reference, limits, [&] { return budget.spent_s(); },
      [&](std::size_t i) { return timer.run(model->manifest.batch_segments, counts[i], kTurnSeconds); });
  return contest;
}

Contest worker_contest(const std::shared_ptr<const LoadedModel>& loaded,
                       const std::vector<std::size_t>& counts, double segment_s, const Budget& budget,
                       const TurnLimits& limits) {
  Contest contest = contest_of("workers", counts, "worker");
  const Model model(loaded);
  const double hop_s = static_cast<double>(model.hop_samples()) / static_cast<double>(model.sample_rate_hz());
  const auto most = static_cast<double>(counts.back());
  // A batch for each worker at least, and no more than is made in a moment.
  const double least_s = 2 * most * static_cast<double>(loaded->manifest.batch_segments) * hop_s;
  const double seconds = std::max(least_s, std::min(300.0, kWorkerTurnSeconds * most * hop_s / segment_s));
  const double round_s = seconds / hop_s * segment_s * 2;  // as 1, 1/2, 1/4 ... of it
  if (segment_s <= 0 || budget.spent_s() + round_s > limits.until_s) return contest;
  const SyntheticRecording recording(seconds);
  run_engine(model, recording.path(), counts.back());  // warms caches of files and pages
  contest.trials = take_turns(
      counts.size(), contest.reference, limits, [&] { return budget.spent_s(); },
      [&](std::size_t i) { return run_engine(model, recording.path(), counts[i]); });
  return contest;
}

}  // namespace nightjar::cli
