// The arrangements that a sweep compares, each over the same recordings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nightjar/latencies.h"
#include "nightjar/model.h"
#include "nightjar/recognizer.h"

namespace nightjar::cli {

struct EngineRun {
  double sound_s = 0;
  std::int64_t batches = 0;
  std::int64_t found = 0;   // events, matches and words
  Latencies since_decoded;  // of a batch: from its last sample decoded to its scores
  Latencies since_begun;    // from the begin of its features to its scores
  std::vector<StepCost> steps;
};

// A competent first version: one recording after another, it decodes the whole of it into memory; then
// threads of its own take batch after batch, each through the features, the network and the scoring that the
// engine uses too, until there is none; what was heard is put together at the end. So only the arrangement
// differs, not what is found. Throws SetupError where a recording is refused, or the model keeps state, which
// needs its segments in order.
EngineRun run_naive(const Model& model, std::span<const std::string> paths, std::size_t threads);

// The engine as `run` has it. Throws SetupError where a recording is refused.
EngineRun run_nightjar(const Model& model, std::span<const std::string> paths,
                       const RecognizerOptions& options);

}  // namespace nightjar::cli
