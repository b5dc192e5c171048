// What `soak` measures now and then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "tools/cli/soak/process_sample.h"

namespace nightjar::cli {

struct SoakSample {
  double elapsed_s = 0;         // since the first recording was begun
  double sound_s = 0;           // recognised until now
  std::int64_t recordings = 0;  // ended until now
  ProcessSample process{};
  std::size_t batches_under_way = 0;
  // Of the interval since the sample before: how fast, and of batches how long from their last sample's being
  // read to their results; 0 where none ended.
  double x_real_time = 0;
  double latency_p50_s = 0, latency_p95_s = 0, latency_p99_s = 0;
};

// A line of the file of samples; what is not known is null.
nlohmann::ordered_json to_json(const SoakSample& sample);

}  // namespace nightjar::cli
