// Buys memory before it is used: turns a ceiling into limits for the graph.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/graph/limits.h"

namespace nightjar {

// What things cost, in bytes: measured while the model was warmed up, or computed from sizes.
struct Costs {
  std::int64_t base = 0;        // resident before any work: program, libraries, weights
  std::int64_t fixed = 0;       // of a run whatever its size: output buffers, tables
  std::int64_t per_worker = 0;  // a thread: stack, scratch, allocator caches
  std::int64_t per_activation =
      0;                       // of the network while it runs; at most one per worker and per batch in flight
  std::int64_t per_batch = 0;  // sound, features and scores of a full batch
  std::int64_t per_stream = 0;  // an open recording: its reader and its assembler's bounded state
};

// The peak that `limits` can reach. Freed memory is not returned at once and pages are shared by unlike
// objects, so what is bought on top of `base` counts a quarter more than its size.
std::int64_t peak_bytes(const Costs& costs, const graph::Limits& limits);

// The least ceiling with `workers` threads: one stream, one batch. Rounded up to whole MiB.
std::int64_t minimum_bytes(const Costs& costs, std::size_t workers);

// The most that is worth having (3 batches a worker, 2 streams a worker and one) within `ceiling_bytes`.
// Throws SetupError(memory_too_small) that names the minimum.
graph::Limits buy(const Costs& costs, std::size_t workers, std::int64_t ceiling_bytes);

}  // namespace nightjar
