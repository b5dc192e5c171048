#include "tools/cli/soak/soak_gates.h"

#include <algorithm>
#include <functional>

#include "tools/cli/median.h"
#include "tools/cli/soak/trend.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

using Samples = std::span<const SoakSample>;

constexpr std::size_t kLeastSamples = 12;  // that tell a trend
constexpr double kMegabyte = 1e6;
// How many recordings are open differs from moment to moment; threads are the same all the time.
constexpr double kFilesAllowed = 4, kThreadsAllowed = 0;

Gate as_gate(const std::string& name, bool passed, std::string why) {
  return {name, passed ? Verdict::passed : Verdict::failed, std::move(why)};
}

Samples first_third(Samples samples) {
  return samples.first(samples.size() / 3);
}
Samples last_third(Samples samples) {
  return samples.last(samples.size() / 3);
}

double median(Samples samples, const std::function<double(const SoakSample&)>& figure) {
  std::vector<double> values;
  for (const SoakSample& sample : samples) values.push_back(figure(sample));
  return median_of(values);
}

Gate memory_slope(Samples samples, const SoakLimits& limits) {
  std::vector<Point> points;
  for (const SoakSample& sample : samples) {
    points.push_back({sample.sound_s / 3600, static_cast<double>(sample.process.rss_bytes) / kMegabyte});
  }
  const auto trend = trend_of(points);
  if (!trend) return {"memory slope", Verdict::unclear, "no sound was recognised after the warm-up"};
  const double limit = limits.slope_mb_per_hour;
  return {"memory slope",
          trend->low > limit     ? Verdict::failed
          : trend->high <= limit ? Verdict::passed
                                 : Verdict::unclear,
          fixed(trend->slope, 3) + " MB per hour of sound (" + fixed(trend->low, 3) + " to " +
              fixed(trend->high, 3) + "), limit " + fixed(limit, 3)};
}

Gate peak_memory(Samples samples, const SoakLimits& limits) {
  std::int64_t peak = 0;
  for (const SoakSample& sample : samples) peak = std::max(peak, sample.process.peak_rss_bytes);
  return as_gate("peak memory", peak <= limits.peak_bytes,
                 format_size(peak) + ", limit " + format_size(limits.peak_bytes));
}

Gate latency(Samples samples, const SoakLimits& limits) {
  const auto p99 = [](Samples third) {
    std::vector<double> values;
    for (const SoakSample& sample : third)
      if (sample.latency_p99_s > 0) values.push_back(sample.latency_p99_s);
    return median_of(values);
  };
  const double before = p99(first_third(samples)), after = p99(last_third(samples));
  if (before <= 0 || after <= 0) return {"latency", Verdict::unclear, "too few batches ended to tell"};
  return as_gate("latency", after <= before * limits.drift,
                 "p99 " + fixed(before * 1e3, 1) + " ms at first, " + fixed(after * 1e3, 1) +
                     " ms at last, limit " + fixed(limits.drift, 2) + " x");
}

Gate throughput(Samples samples, const SoakLimits& limits) {
  const auto speed = [](Samples third) {
    const double seconds = third.back().elapsed_s - third.front().elapsed_s;
    return seconds > 0 ? (third.back().sound_s - third.front().sound_s) / seconds : 0;
  };
  const double before = speed(first_third(samples)), after = speed(last_third(samples));
  if (before <= 0) return {"throughput", Verdict::unclear, "too little sound to tell"};
  return as_gate("throughput", after * limits.drift >= before,
                 fixed(before, 0) + " x real time at first, " + fixed(after, 0) + " x at last, limit 1 / " +
                     fixed(limits.drift, 2));
}

Gate growth(const std::string& name, Samples samples, double allowed,
            const std::function<double(const SoakSample&)>& figure) {
  const double before = median(first_third(samples), figure), after = median(last_third(samples), figure);
  return as_gate(
      name, after - before <= allowed,
      fixed(before, 0) + " at first, " + fixed(after, 0) + " at last, limit " + fixed(allowed, 0) + " more");
}

Gate all_spans(const SoakAccounts::State& spans) {
  const std::string times = count_of(spans.ended, "recording") + " ended";
  if (spans.wrong == 0) return as_gate("spans", true, times + ", each frame accounted for once");
  return as_gate("spans", false, count_of(spans.wrong, "time") + " of " + times + ": " + spans.first_wrong);
}

}  // namespace

std::vector<Gate> judge(Samples samples, const SoakAccounts::State& spans, const SoakLimits& limits) {
  std::vector<Gate> gates{all_spans(spans), peak_memory(samples, limits)};
  const auto warm = std::find_if(samples.begin(), samples.end(), [&](const SoakSample& sample) {
    return sample.sound_s >= limits.warm_up_s;
  });
  const Samples judged(warm, samples.end());
  if (judged.size() < kLeastSamples) {
    const std::string why = count_of(std::ssize(judged), "sample") + " after the warm-up, at least " +
                            std::to_string(kLeastSamples) + " are needed";
    for (const char* name : {"memory slope", "latency", "throughput", "threads", "open files"})
      gates.push_back({name, Verdict::unclear, why});
    return gates;
  }
  gates.push_back(memory_slope(judged, limits));
  gates.push_back(latency(judged, limits));
  gates.push_back(throughput(judged, limits));
  gates.push_back(growth("threads", judged, kThreadsAllowed,
                         [](const SoakSample& s) { return static_cast<double>(s.process.threads); }));
  gates.push_back(growth("open files", judged, kFilesAllowed,
                         [](const SoakSample& s) { return static_cast<double>(s.process.open_files); }));
  return gates;
}

}  // namespace nightjar::cli
