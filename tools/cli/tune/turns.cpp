#include "tools/cli/tune/turns.h"

#include <algorithm>

#include "tools/cli/median.h"
#include "tools/cli/tune/comparison.h"

namespace nightjar::cli {
namespace {

void stop_the_hopeless(std::vector<Trial>& trials, std::size_t reference) {
  const auto best =
      std::ranges::min_element(trials, {}, [](const Trial& trial) { return median_of(trial.times()); });
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (i != reference && always_slower(trials[i].times(), best->times())) trials[i].stopped = true;
  }
}

bool all_decided(const std::vector<Trial>& trials, std::size_t reference) {
  return std::ranges::all_of(trials, [&](const Trial& trial) {
    return trial.stopped || compare(trial.times(), trials[reference].times()).standing != Standing::unclear;
  });
}

}  // namespace

std::vector<double> Trial::of(double Sample::*part) const {
  std::vector<double> values;
  for (const Sample& sample : samples) values.push_back(sample.*part);
  return values;
}

std::vector<Trial> take_turns(std::size_t candidates, std::size_t reference, const TurnLimits& limits,
                              const std::function<double()>& elapsed_s,
                              const std::function<Sample(std::size_t)>& measure) {
  std::vector<Trial> trials(candidates);
  for (std::size_t round = 0; round < limits.most_rounds; ++round) {
    for (std::size_t turn = 0; turn < candidates; ++turn) {
      if (elapsed_s() >= limits.until_s) return trials;
      const std::size_t i = round % 2 == 0 ? turn : candidates - 1 - turn;
      if (!trials[i].stopped) trials[i].samples.push_back(measure(i));
    }
    stop_the_hopeless(trials, reference);
    if (round + 1 >= limits.least_rounds && all_decided(trials, reference)) break;
  }
  return trials;
}

}  // namespace nightjar::cli
