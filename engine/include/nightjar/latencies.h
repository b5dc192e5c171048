// How long things took, as counts: any number of them in the same few KiB.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace nightjar {

// A histogram whose bucket i counts what took [2^(i/16), 2^((i+1)/16)) microseconds, to 16 minutes: so a
// quantile is right to within 2.2 %. What is shorter or longer counts in the first or last bucket.
class Latencies {
 public:
  static constexpr std::size_t kBuckets = 480;
  static constexpr double kPerOctave = 16;

  static std::size_t bucket_of(double seconds) {
    const double i = std::floor(kPerOctave * std::log2(std::max(seconds * 1e6, 1.0)));
    return std::min(static_cast<std::size_t>(i), kBuckets - 1);
  }

  void add(double seconds) { add(bucket_of(seconds), 1); }
  void add(std::size_t bucket, std::int64_t count) { counts_[bucket] += count; }

  std::int64_t count() const {
    std::int64_t sum = 0;
    for (const std::int64_t count : counts_) sum += count;
    return sum;
  }

  // In seconds; `share` of all took no longer: 0.5 is the median. 0 where there are none.
  double quantile(double share) const {
    const double wanted = share * static_cast<double>(count());
    double below = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
      below += static_cast<double>(counts_[i]);
      if (counts_[i] > 0 && below >= wanted)
        return 1e-6 * std::exp2((static_cast<double>(i) + 0.5) / kPerOctave);
    }
    return 0;
  }

  // What came since `before`, an earlier state of the same counts.
  Latencies since(const Latencies& before) const {
    Latencies fresh = *this;
    for (std::size_t i = 0; i < kBuckets; ++i) fresh.counts_[i] -= before.counts_[i];
    return fresh;
  }

 private:
  std::array<std::int64_t, kBuckets> counts_{};
};

}  // namespace nightjar
