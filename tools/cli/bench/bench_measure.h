// Measures how fast recordings go through the engine, and how near that is to what the machine could do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nightjar/recognizer.h"

namespace nightjar::cli {

struct BenchStep {
  StepCost run;            // summed over the run; its name, too
  double alone_cpu_s = 0;  // what the same work takes when nothing else runs
};

struct BenchResult {
  std::size_t workers = 0;
  std::int64_t memory_bytes = 0;  // the ceiling in force
  std::int64_t peak_rss_bytes = 0;
  std::int64_t recordings = 0;
  std::int64_t refused = 0;
  double sound_s = 0;
  double wall_s = 0;
  double others = 0;  // share of the machine's cores that other programs used meanwhile
  std::vector<BenchStep> steps;

  double x_real_time() const { return wall_s > 0 ? sound_s / wall_s : 0; }
  double worker_use() const;  // CPU time of the steps / (workers x wall)
  double efficiency() const;  // the same with the CPU time that they take alone
};

// Runs the recordings as `run` would, output aside. Before and after, the steps are timed one after another
// on one thread, over the first two minutes of sound, several times; their medians, scaled to all of the
// sound, are "alone".
BenchResult measure(const Model& model, const std::vector<std::string>& paths,
                    const RecognizerOptions& options);

}  // namespace nightjar::cli
