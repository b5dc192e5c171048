// What a soak must hold to, judged when it is over.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tools/cli/soak/soak_accounts.h"
#include "tools/cli/soak/soak_sample.h"

namespace nightjar::cli {

struct SoakLimits {
  double warm_up_s = 0;            // of sound: samples before it are not judged
  double slope_mb_per_hour = 0.2;  // of RSS, for an hour of sound; MB are millions of bytes
  double drift = 1.5;              // how many times slower the last third may be than the first
  std::int64_t peak_bytes = 0;     // the most RSS: the ceiling in force
};

// unclear: there are too few samples to tell. It fails nothing.
enum class Verdict { passed, failed, unclear };

struct Gate {
  std::string name;
  Verdict verdict = Verdict::passed;
  std::string why;  // what was measured, against what limit
};

// `samples` by time. The gates:
// - memory slope: of the RSS, by the interval of trend.h: all above the limit fails, all below it passes, and
//   what is between is unclear;
// - peak memory: of all samples, the warm-up included;
// - latency, throughput: the median of the p99s, and the speed, of the last third against the first;
// - spans: what the accounts say;
// - threads, open files: the median of the last third against that of the first.
std::vector<Gate> judge(std::span<const SoakSample> samples, const SoakAccounts::State& spans,
                        const SoakLimits& limits);

}  // namespace nightjar::cli
