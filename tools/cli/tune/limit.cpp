#include "tools/cli/tune/limit.h"

#include <algorithm>

#include "tools/cli/median.h"
#include "tools/cli/text.h"
#include "tools/cli/tune/comparison.h"

namespace nightjar::cli {
namespace {

constexpr std::size_t kFewRounds = 3;  // of figures that are far apart or not
constexpr double kGiven = 0.85;        // of a thread's time on a core
constexpr double kOthers = 0.05;       // of the cores
constexpr double kFarApart = 0.25;     // between the quartiles
constexpr double kDearer = 1.15;       // x the CPU time
constexpr double kScaling = 0.85;      // of one stream's work, times the streams

double middle(const Trial& trial, double Sample::*part) {
  return median_of(trial.of(part));
}

std::string percent(double share) {
  return fixed(share * 100, 0) + " %";
}

}  // namespace

std::string name(Limit limit) {
  switch (limit) {
    case Limit::compute:
      return "compute-bound";
    case Limit::memory:
      return "memory-bound";
    case Limit::oversubscribed:
      return "oversubscribed";
    case Limit::noisy:
      return "too noisy to tell";
    case Limit::unclear:
      break;
  }
  return "unclear";
}

LimitFinding what_limits(const Trial& one, const Trial& all, std::size_t streams, std::size_t physical) {
  const std::string them = count_of(static_cast<std::int64_t>(streams), "stream");
  const std::size_t rounds = std::min(one.samples.size(), all.samples.size());
  if (rounds < kFewRounds) return {Limit::unclear, "too few rounds were measured; give a longer --budget"};
  const double share = middle(all, &Sample::core_share);
  if (share < kGiven) {
    const double others = middle(all, &Sample::others);
    return {Limit::oversubscribed,
            them + " had a core " + percent(share) + " of their time: " +
                (others > kOthers ? "other programs used " + percent(others) + " of the machine"
                                  : "a quota, or the host of this machine, kept the rest")};
  }
  if (streams == 1) return {Limit::unclear, "on one core there is nothing to compare a stream with"};
  const double spread = std::max(spread_of(one.times()).relative(), spread_of(all.times()).relative());
  if (spread > kFarApart) return {Limit::noisy, "rounds of the same work are " + percent(spread) + " apart"};
  const double dearer = middle(all, &Sample::cpu_s) / std::max(middle(one, &Sample::cpu_s), 1e-9);
  const double gain = 1 / compare(all.times(), one.times()).ratio.median;
  if (dearer > kDearer) {
    return {Limit::memory, "a segment takes " + fixed(dearer, 2) + " x the CPU time while " + them +
                               " run: they share memory bandwidth and caches" +
                               (streams > physical ? ", or the execution units of SMT siblings" : "")};
  }
  const std::string work = them + " do " + fixed(gain, 2) + " x the work of one";
  if (gain >= kScaling * static_cast<double>(streams)) return {Limit::compute, work};
  return {Limit::unclear, work + ", though each had a core and took no more CPU time: they waited"};
}

}  // namespace nightjar::cli
