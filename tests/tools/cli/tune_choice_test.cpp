// What tune decides on made-up measurements: which is faster, when to stop, what to choose, and what limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tools/cli/tune/choice.h"
#include "tools/cli/tune/comparison.h"
#include "tools/cli/tune/contests.h"
#include "tools/cli/tune/limit.h"

namespace nightjar::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

using Times = std::vector<double>;

Standing standing(const Times& times, const Times& reference) {
  return compare(times, reference).standing;
}

Trial trial_of(const Times& times) {
  Trial trial;
  for (const double time : times) trial.samples.push_back({.time_s = time, .cpu_s = time});
  return trial;
}

TEST(TuneComparison, spread_is_the_median_and_the_quartiles) {
  const Spread spread = spread_of({5, 1, 2, 4, 3});
  EXPECT_EQ(spread.median, 3);
  EXPECT_EQ(spread.low, 2);
  EXPECT_EQ(spread.high, 4);
  EXPECT_EQ(spread_of({1, 2}).low, 1.25);
  EXPECT_EQ(spread_of({}).relative(), 0);
}

TEST(TuneComparison, tells_faster_same_slower_and_what_cannot_be_told) {
  EXPECT_EQ(standing({0.8, 0.82, 0.81, 0.8, 0.83}, {1, 1, 1, 1, 1}), Standing::faster);
  EXPECT_EQ(standing({1.2, 1.1, 1.3, 1.2, 1.2}, {1, 1, 1, 1, 1}), Standing::slower);
  EXPECT_EQ(standing({1.01, 0.99, 1, 1.02, 1}, {1, 1, 1, 1, 1}), Standing::same);
  EXPECT_EQ(standing({0.5, 1.4, 0.9, 1.3, 0.8}, {1, 1, 1, 1, 1}), Standing::unclear) << "too far apart";
  EXPECT_EQ(standing({0.5, 0.5, 0.5, 0.5}, {1, 1, 1, 1}), Standing::unclear) << "four rounds tell nothing";
}

TEST(TuneComparison, what_disturbs_a_round_disturbs_both) {
  EXPECT_EQ(standing({0.8, 2.4, 1.6, 0.8, 4}, {1, 3, 2, 1, 5}), Standing::faster);
  EXPECT_DOUBLE_EQ(compare({0.8, 2.4, 1.6, 0.8, 9}, {1, 3, 2, 1}).ratio.high, 0.8);
}

TEST(TuneComparison, hopeless_is_what_is_slower_by_a_tenth_in_each_of_three_rounds) {
  EXPECT_TRUE(always_slower({1.2, 1.3, 1.2}, {1, 1, 1}));
  EXPECT_FALSE(always_slower({1.2, 1.3, 1.05}, {1, 1, 1}));
  EXPECT_FALSE(always_slower({9, 9}, {1, 1}));
}

// Candidate i takes times[i][round]; each measurement takes a second of the budget.
struct MadeUpTurns {
  std::vector<Times> times;
  std::vector<std::size_t> order{};
  double clock_s = 0;

  std::vector<Trial> measure(std::size_t reference, const TurnLimits& limits) {
    std::vector<std::size_t> rounds(times.size());
    return take_turns(
        times.size(), reference, limits, [this] { return clock_s; },
        [&](std::size_t i) {
          order.push_back(i);
          ++clock_s;
          const Times& of = times[i];
          return Sample{.time_s = of[rounds[i]++ % of.size()]};
        });
  }
};

TEST(TuneTurns, go_to_and_fro_until_all_are_decided) {
  MadeUpTurns machine{{{1}, {0.95}}};
  const auto trials = machine.measure(0, {.until_s = 1000, .most_rounds = 9});
  EXPECT_THAT(machine.order, ElementsAre(0, 1, 1, 0, 0, 1, 1, 0, 0, 1));
  EXPECT_THAT(trials[1].samples, SizeIs(5));
}

TEST(TuneTurns, what_is_clearly_slower_is_stopped_early_but_never_the_reference) {
  // The first two decide nothing between them, so there are as many rounds as may be.
  MadeUpTurns machine{{{1}, {0.8, 1.1}, {2}, {1.05}}};
  const auto trials = machine.measure(0, {.until_s = 1000, .least_rounds = 5, .most_rounds = 8});
  EXPECT_TRUE(trials[2].stopped);
  EXPECT_THAT(trials[2].samples, SizeIs(3));
  EXPECT_THAT(trials[0].samples, SizeIs(8));
  EXPECT_FALSE(trials[3].stopped) << "5 % is not hopeless";

  MadeUpTurns slow_reference{{{2}, {1}, {0.9, 1.1}}};
  EXPECT_THAT(slow_reference.measure(0, {.until_s = 1000, .least_rounds = 5, .most_rounds = 8})[0].samples,
              SizeIs(5));
}

TEST(TuneTurns, nothing_begins_when_the_budget_is_spent) {
  MadeUpTurns machine{{{1, 2}, {2, 1}}};
  const auto trials = machine.measure(0, {.until_s = 5, .least_rounds = 5, .most_rounds = 9});
  EXPECT_EQ(machine.order.size(), 5);
  EXPECT_EQ(trials[0].samples.size() + trials[1].samples.size(), 5);
  EXPECT_THAT(machine.measure(0, {.until_s = 5})[0].samples, SizeIs(0)) << "not even one";
}

Choice choice_of(const std::vector<Times>& times) {
  Contest contest{.what = "form", .names = {}, .reference = 0, .trials = {}};
  for (const Times& each : times) {
    contest.names.push_back("form " + std::to_string(contest.names.size()));
    contest.trials.push_back(trial_of(each));
    contest.trials.back().stopped = each.size() < times.front().size();
  }
  return choose(contest);
}

TEST(TuneChoice, takes_the_fastest_of_those_that_are_clearly_faster) {
  const Choice choice = choice_of({Times(5, 1), Times(5, 0.9), {0.7, 0.72, 0.68, 0.69, 0.71}, Times(5, 0.8)});
  EXPECT_EQ(choice.index, 2);
  EXPECT_EQ(choice.why, "form 2 takes 0.70 x (0.69 to 0.71) the time of form 0, in 5 rounds");
}

TEST(TuneChoice, keeps_the_rule_where_nothing_is_clearly_faster) {
  const Choice choice = choice_of({Times(5, 1), Times(5, 0.98), Times(3, 1.5)});
  EXPECT_EQ(choice.index, 0);
  EXPECT_THAT(choice.why, AllOf(HasSubstr("nothing is clearly faster, the nearest is form 1, 0.98 x"),
                                Not(HasSubstr("noisy"))));
}

TEST(TuneChoice, keeps_the_rule_where_it_is_too_noisy_to_tell_and_says_so) {
  const Choice choice = choice_of({{1, 1.6, 1, 1.6, 1}, {0.5, 2.2, 0.5, 2.2, 1}});
  EXPECT_EQ(choice.index, 0);
  EXPECT_THAT(choice.why, AllOf(HasSubstr("too noisy to tell, form 1 takes 1.00 x (0.50 to 1.38) its time"),
                                HasSubstr("form 0 itself are 60 % apart")));
}

TEST(TuneChoice, keeps_the_rule_where_the_budget_was_spent) {
  EXPECT_THAT(choice_of({Times(4, 1), {0.5}}).why, HasSubstr("the budget had 4 rounds for it"));
  EXPECT_EQ(choice_of({Times(4, 1), Times(4, 0.5)}).index, 0);
  EXPECT_THAT(
      choose({"workers", {"1 worker", "2 workers"}, 1, {}}).why,
      AllOf(HasSubstr("2 workers, as without tuning"), HasSubstr("had 0 rounds"), HasSubstr("--budget")));
  EXPECT_THAT(choice_of({{}}).why, HasSubstr("nothing else to try"));
}

// `n` rounds of the same.
Trial steady(const Sample& sample, std::size_t n = 5) {
  return {std::vector<Sample>(n, sample)};
}

TEST(TuneLimit, is_compute_where_each_stream_is_as_fast_as_one) {
  const Trial one = steady({.time_s = 1, .cpu_s = 1});
  const LimitFinding found = what_limits(one, steady({.time_s = 0.26, .cpu_s = 1.04}), 4, 4);
  EXPECT_EQ(name(found.limit), "compute-bound");
  EXPECT_EQ(found.why, "4 streams do 3.85 x the work of one");
}

TEST(TuneLimit, is_memory_where_the_same_work_takes_more_cpu_time) {
  const Trial one = steady({.time_s = 1, .cpu_s = 1});
  const Trial all = steady({.time_s = 0.4, .cpu_s = 1.6});
  EXPECT_EQ(name(what_limits(one, all, 4, 4).limit), "memory-bound");
  EXPECT_THAT(what_limits(one, all, 4, 4).why,
              AllOf(HasSubstr("1.60 x the CPU time"), Not(HasSubstr("SMT"))));
  EXPECT_THAT(what_limits(one, all, 4, 2).why, HasSubstr("SMT siblings"));
}

TEST(TuneLimit, is_oversubscribed_where_threads_were_given_no_core) {
  const Trial one = steady({.time_s = 1, .cpu_s = 1});
  const LimitFinding busy =
      what_limits(one, steady({.time_s = 0.5, .cpu_s = 1, .core_share = 0.5, .others = 0.5}), 4, 4);
  EXPECT_EQ(name(busy.limit), "oversubscribed");
  EXPECT_EQ(busy.why, "4 streams had a core 50 % of their time: other programs used 50 % of the machine");
  EXPECT_THAT(what_limits(one, steady({.time_s = 0.5, .cpu_s = 1, .core_share = 0.5}), 4, 4).why,
              HasSubstr("a quota, or the host"));
}

TEST(TuneLimit, is_left_open_where_nothing_can_be_told) {
  const Trial one = steady({.time_s = 1, .cpu_s = 1});
  EXPECT_EQ(name(what_limits(one, trial_of({0.2, 0.5, 0.3, 0.6}), 4, 4).limit), "too noisy to tell");
  EXPECT_THAT(what_limits(steady({.time_s = 1}, 2), one, 4, 4).why, HasSubstr("too few rounds"));
  EXPECT_THAT(what_limits(one, one, 1, 1).why, HasSubstr("one core"));
  const LimitFinding waiting = what_limits(one, steady({.time_s = 0.5, .cpu_s = 1}), 4, 4);
  EXPECT_EQ(waiting.limit, Limit::unclear);
  EXPECT_THAT(waiting.why, HasSubstr("they waited"));
}

TEST(TuneCandidates, counts_are_powers_of_two_and_the_cores_with_and_without_siblings) {
  EXPECT_THAT(counts_to_try(1, 1), ElementsAre(1));
  EXPECT_THAT(counts_to_try(2, 1), ElementsAre(1, 2));
  EXPECT_THAT(counts_to_try(12, 6), ElementsAre(1, 2, 4, 6, 8, 12));
}

TEST(TuneCandidates, batches_are_those_that_the_budget_can_load) {
  EXPECT_THAT(batches_to_try(4, 1e-4, 60), ElementsAre(16, 8, 4, 2, 1));
  EXPECT_THAT(batches_to_try(16, 1e-4, 60), ElementsAre(32, 16, 8, 4, 2, 1));
  EXPECT_THAT(batches_to_try(4, 1, 60), ElementsAre(4, 2, 1)) << "the manifest's always";
  EXPECT_THAT(batches_to_try(1024, 1e-6, 60), SizeIs(11)) << "1,024 is the most";
}

}  // namespace
}  // namespace nightjar::cli
