// The gates of `soak`, on series that are made up.
#include "tools/cli/soak/soak_gates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace nightjar::cli {
namespace {

using ::testing::HasSubstr;

constexpr double kMB = 1e6;

// Two hours of sound at 1,000 times real time, sampled `count` times: RSS of 200 MB and a little noise.
std::vector<SoakSample> flat(std::size_t count = 200) {
  std::mt19937 random(7);
  std::vector<SoakSample> samples;
  for (std::size_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count);
    SoakSample sample{.elapsed_s = 7.2 * share, .sound_s = 7200 * share};
    sample.process.rss_bytes = static_cast<std::int64_t>(200 * kMB) + random() % 1'000'000;
    sample.process.peak_rss_bytes = 202'000'000;
    sample.process.threads = 5;
    sample.process.open_files = 10 + random() % 5;
    sample.latency_p99_s = 0.050 + 0.0001 * static_cast<double>(random() % 100);
    samples.push_back(sample);
  }
  return samples;
}

SoakLimits limits() {
  return {.warm_up_s = 600, .slope_mb_per_hour = 0.2, .drift = 1.5, .peak_bytes = 300'000'000};
}

using Change = std::function<void(SoakSample&, double hours)>;
std::vector<SoakSample> changed(const Change& change, std::size_t count = 200) {
  std::vector<SoakSample> samples = flat(count);
  for (SoakSample& sample : samples) change(sample, sample.sound_s / 3600);
  return samples;
}

std::vector<std::string> failed(const std::vector<Gate>& gates) {
  std::vector<std::string> names;
  for (const Gate& gate : gates)
    if (gate.verdict == Verdict::failed) names.push_back(gate.name);
  return names;
}
std::vector<std::string> failed(const std::vector<SoakSample>& samples) {
  return failed(judge(samples, {}, limits()));
}
using Names = std::vector<std::string>;

TEST(SoakGates, let_a_flat_series_pass) {
  const std::vector<Gate> gates = judge(flat(), {.ended = 3}, limits());
  EXPECT_EQ(gates.size(), 7U);
  for (const Gate& gate : gates) EXPECT_EQ(gate.verdict, Verdict::passed) << gate.name << ": " << gate.why;
}

TEST(SoakGates, see_memory_creep_by_a_megabyte_an_hour) {
  const auto creeping = changed([](SoakSample& sample, double hours) {
    sample.process.rss_bytes += static_cast<std::int64_t>(hours * 1.0 * kMB);
  });
  EXPECT_EQ(failed(creeping), Names{"memory slope"});
  EXPECT_THAT(judge(creeping, {}, limits())[2].why, HasSubstr(", limit 0.200"));
}

TEST(SoakGates, bear_memory_that_rises_in_the_warm_up_or_for_a_moment) {
  EXPECT_EQ(failed(changed([](SoakSample& sample, double) {
              if (sample.sound_s < 600) sample.process.rss_bytes /= 2;
              if (sample.sound_s > 6900) sample.process.rss_bytes += 50'000'000;
            })),
            Names{});
}

TEST(SoakGates, leave_a_slope_open_that_noise_covers) {
  const auto noisy = changed([random = std::mt19937(3)](SoakSample& sample, double) mutable {
    sample.process.rss_bytes += random() % 20'000'000;
  });
  EXPECT_EQ(judge(noisy, {}, limits())[2].verdict, Verdict::unclear);
}

TEST(SoakGates, see_a_peak_over_the_ceiling_also_in_the_warm_up) {
  EXPECT_EQ(failed(changed([](SoakSample& sample, double) {
              if (sample.sound_s < 300) sample.process.peak_rss_bytes = 300'000'001;
            })),
            Names{"peak memory"});
}

TEST(SoakGates, see_latencies_that_double) {
  EXPECT_EQ(failed(changed([](SoakSample& sample, double hours) { sample.latency_p99_s *= 1 + 2 * hours; })),
            Names{"latency"});
}

TEST(SoakGates, see_a_speed_that_halves) {
  EXPECT_EQ(failed(changed([](SoakSample& sample, double hours) {
              if (hours > 1) sample.elapsed_s += 7.2 * (hours - 1);
            })),
            Names{"throughput"});
}

TEST(SoakGates, see_one_more_thread) {
  EXPECT_EQ(failed(changed([](SoakSample& sample, double hours) { sample.process.threads += hours > 1; })),
            Names{"threads"});
}

TEST(SoakGates, see_files_left_open) {
  EXPECT_EQ(failed(changed([](SoakSample& sample, double hours) {
              sample.process.open_files += static_cast<std::int64_t>(hours * 5);
            })),
            Names{"open files"});
}

TEST(SoakGates, see_a_span_that_is_wrong) {
  const auto gates = judge(flat(), {.ended = 9, .wrong = 2, .first_wrong = "a.wav: lost"}, limits());
  EXPECT_EQ(failed(gates), Names{"spans"});
  EXPECT_EQ(gates[0].why, "2 times of 9 recordings ended: a.wav: lost");
}

TEST(SoakGates, judge_no_trend_by_a_few_samples) {
  const std::vector<Gate> gates = judge(flat(12), {}, limits());  // of which two are of the warm-up
  const auto verdicts = [&](Verdict verdict) {
    return std::count_if(gates.begin(), gates.end(), [&](const Gate& g) { return g.verdict == verdict; });
  };
  EXPECT_EQ(verdicts(Verdict::unclear), 5);
  EXPECT_EQ(verdicts(Verdict::passed), 2);
  EXPECT_THAT(gates.back().why, HasSubstr("11 samples after the warm-up, at least 12"));
}

}  // namespace
}  // namespace nightjar::cli
