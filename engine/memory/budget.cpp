#include "engine/memory/budget.h"

#include <algorithm>
#include <string>

#include "nightjar/error.h"

namespace nightjar {
namespace {

constexpr std::int64_t kMiB = 1 << 20;

std::int64_t times(std::size_t count, std::int64_t bytes) {
  return static_cast<std::int64_t>(count) * bytes;
}

}  // namespace

std::int64_t peak_bytes(const Costs& costs, const graph::Limits& limits) {
  const std::int64_t bought = costs.fixed + times(limits.workers, costs.per_worker) +
                              times(std::min(limits.workers, limits.batches), costs.per_activation) +
                              times(limits.batches, costs.per_batch) +
                              times(limits.streams, costs.per_stream);
  return costs.base + bought + bought / 4;
}

std::int64_t minimum_bytes(const Costs& costs, std::size_t workers) {
  const std::int64_t bytes = peak_bytes(costs, {.workers = workers, .batches = 1, .streams = 1});
  return (bytes + kMiB - 1) / kMiB * kMiB;
}

graph::Limits buy(const Costs& costs, std::size_t workers, std::int64_t ceiling_bytes) {
  const std::int64_t least = minimum_bytes(costs, workers);
  if (ceiling_bytes < least) {
    throw SetupError(ErrorCode::memory_too_small,
                     "memory ceiling of " + std::to_string(ceiling_bytes / kMiB) +
                         " MiB is too small for this model with " + std::to_string(workers) +
                         " workers; the minimum is " + std::to_string(least / kMiB) + " MiB");
  }
  graph::Limits limits{.workers = workers, .batches = 1, .streams = 1};
  const std::size_t most_batches = 3 * workers;
  const std::size_t most_streams = 2 * workers + 1;
  const auto fits = [&](graph::Limits more) { return peak_bytes(costs, more) <= ceiling_bytes; };
  // A batch for each worker comes first, then streams to fill them from, then the rest by turns.
  for (bool grown = true; grown;) {
    grown = false;
    graph::Limits more = limits;
    if (++more.batches <= most_batches && fits(more)) limits = more, grown = true;
    more = limits;
    if (limits.batches >= std::min(workers, most_batches) && ++more.streams <= most_streams && fits(more)) {
      limits = more, grown = true;
    }
  }
  return limits;
}

}  // namespace nightjar
