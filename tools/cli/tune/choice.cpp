#include "tools/cli/tune/choice.h"

#include "tools/cli/text.h"
#include "tools/cli/tune/comparison.h"

namespace nightjar::cli {
namespace {

std::string rounds_text(std::size_t rounds) {
  return count_of(static_cast<std::int64_t>(rounds), "round");
}

}  // namespace

Choice choose(const Contest& contest) {
  Choice choice{.index = contest.reference, .why = {}};
  const std::string& kept = contest.names[contest.reference];
  if (contest.names.size() == 1) {
    choice.why = kept + ": there is nothing else to try here";
    return choice;
  }
  const std::size_t rounds = contest.trials.empty() ? 0 : contest.trials[contest.reference].samples.size();
  if (rounds < kLeastRounds) {
    choice.why = kept + ", as without tuning: the budget had " + rounds_text(rounds) + " for it, and " +
                 std::to_string(kLeastRounds) + " are the least that tell anything; give a longer --budget";
    return choice;
  }
  const std::vector<double> reference = contest.trials[contest.reference].times();
  Comparison best, nearest;
  std::size_t nearest_index = contest.reference, unclear = 0;
  for (std::size_t i = 0; i < contest.trials.size(); ++i) {
    if (i == contest.reference) continue;
    const Comparison comparison = compare(contest.trials[i].times(), reference);
    if (comparison.standing == Standing::unclear && !contest.trials[i].stopped) ++unclear;
    if (nearest_index == contest.reference || comparison.ratio.median < nearest.ratio.median) {
      nearest = comparison;
      nearest_index = i;
    }
    if (comparison.standing != Standing::faster) continue;
    if (choice.index != contest.reference && comparison.ratio.median >= best.ratio.median) continue;
    best = comparison;
    choice.index = i;
  }
  if (choice.index != contest.reference) {
    choice.why = contest.names[choice.index] + " takes " + text_of(best.ratio) + " the time of " + kept +
                 ", in " + rounds_text(best.rounds);
  } else if (unclear > 0) {
    choice.why = kept + ", as without tuning: too noisy to tell, " + contest.names[nearest_index] +
                 " takes " + text_of(nearest.ratio) + " its time, and the rounds of " + kept +
                 " itself are " + fixed(spread_of(reference).relative() * 100, 0) + " % apart";
  } else {
    choice.why = kept + ", as without tuning: nothing is clearly faster, the nearest is " +
                 contest.names[nearest_index] + ", " + text_of(nearest.ratio) + " its time";
  }
  return choice;
}

}  // namespace nightjar::cli
