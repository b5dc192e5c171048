#include "tools/cli/tune/tune_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tools/cli/text.h"
#include "tools/cli/tune/comparison.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNameWidth = 36;

std::string ms(double seconds) {
  return fixed(seconds * 1e3, seconds < 1e-2 ? 3 : 1);
}

std::string remark_of(const JudgedContest& judged, std::size_t i) {
  if (i == judged.choice.index) return "  chosen";
  return judged.contest.trials[i].stopped ? "  stopped early" : "";
}

// A line for each candidate.
std::string table_of(const JudgedContest& judged) {
  const Contest& contest = judged.contest;
  if (contest.trials.empty() || contest.trials[contest.reference].samples.empty()) return "";
  std::string text = "\n" + left(contest.what, kNameWidth) + right("ms", 9) + right("quartiles", 20) +
                     right("rounds", 8) + right("x", 7) + "\n";
  const std::vector<double> reference = contest.trials[contest.reference].times();
  for (std::size_t i = 0; i < contest.trials.size(); ++i) {
    const std::vector<double> times = contest.trials[i].times();
    const Spread spread = spread_of(times);
    if (times.empty()) continue;
    text += left(contest.names[i], kNameWidth) + right(ms(spread.median), 9) +
            right(ms(spread.low) + " to " + ms(spread.high), 20) + right(std::to_string(times.size()), 8) +
            right(fixed(compare(times, reference).ratio.median, 2), 7) + remark_of(judged, i) + "\n";
  }
  return text;
}

Json json_of(const JudgedContest& judged) {
  const Contest& contest = judged.contest;
  Json candidates = Json::array();
  for (std::size_t i = 0; i < contest.trials.size(); ++i) {
    const Trial& trial = contest.trials[i];
    const Spread spread = spread_of(trial.times());
    const Comparison comparison = compare(trial.times(), contest.trials[contest.reference].times());
    candidates.push_back(
        {{"name", contest.names[i]},
         {"rounds", trial.samples.size()},
         {"ms", {{"median", spread.median * 1e3}, {"low", spread.low * 1e3}, {"high", spread.high * 1e3}}},
         {"cpu_ms", spread_of(trial.of(&Sample::cpu_s)).median * 1e3},
         {"core_share", spread_of(trial.of(&Sample::core_share)).median},
         {"cores_used_by_others", spread_of(trial.of(&Sample::others)).median},
         {"ratio", comparison.ratio.median},
         {"verdict", i == contest.reference ? "reference" : name(comparison.standing)},
         {"stopped_early", trial.stopped}});
  }
  return {{"what", contest.what},
          {"chosen", contest.names[judged.choice.index]},
          {"reference", contest.names[contest.reference]},
          {"why", judged.choice.why},
          {"candidates", candidates}};
}

}  // namespace

std::string tune_text(const TuneReport& report) {
  const ProfileKey& key = report.profile.key;
  std::string text;
  const auto line = [&text](const std::string& what, const std::string& value) {
    text += fact_line(what, value);
  };
  line("model", key.model + ", " + key.model_sha256.substr(0, 16));
  line("machine", printable(key.cpu) + ", " +
                      count_of(static_cast<std::int64_t>(report.cores.usable), "core") + " (" +
                      std::to_string(report.cores.physical) + " without SMT siblings), " + key.libtorch);
  line("took", format_duration(report.took_s) + " of " + format_duration(report.budget_s));
  for (const JudgedContest& judged : report.contests) text += table_of(judged);
  text += "\n";
  for (const JudgedContest& judged : report.contests) line(judged.contest.what, judged.choice.why);
  line("limit", name(report.limit.limit) + ": " + report.limit.why);
  for (const std::string& what : report.left_out) line("left out", printable(what));
  line("profile", printable(report.file));
  return text +
         "ms: of a segment, medians and quartiles of the rounds, of forms CPU time; x: of what is taken\n"
         "without a profile, round by round. run takes workers and streams from it, and with --profile "
         "all.\n";
}

std::string tune_json(const TuneReport& report) {
  Json contests = Json::array();
  for (const JudgedContest& judged : report.contests) contests.push_back(json_of(judged));
  const Json json{{"version", NIGHTJAR_VERSION},
                  {"cores",
                   {{"online", report.cores.online},
                    {"usable", report.cores.usable},
                    {"physical", report.cores.physical}}},
                  {"budget_s", report.budget_s},
                  {"took_s", report.took_s},
                  {"contests", contests},
                  {"limit", {{"name", name(report.limit.limit)}, {"why", report.limit.why}}},
                  {"left_out", report.left_out},
                  {"profile", Json::parse(to_json(report.profile))},
                  {"file", printable(report.file)}};
  return json.dump(2) + "\n";
}

}  // namespace nightjar::cli
