// A first version of the engine, to compare the real one with.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/graph/latency_counts.h"
#include "engine/graph/step_clock.h"
#include "engine/graph/stream.h"
#include "engine/recognizer/loaded_model.h"
#include "nightjar/recognizer.h"
#include "stages/decode/decoding.h"
#include "stages/validate/audio_source.h"

namespace nightjar::cli {

// For one recording after another, whose figures add up. See run_naive.
class NaiveEngine {
 public:
  explicit NaiveEngine(std::shared_ptr<const LoadedModel> model);

  void recognize(std::unique_ptr<AudioSource> source, std::size_t threads, std::unique_ptr<RecordSink> sink);

  Latencies since_decoded() const;
  Latencies since_begun() const;
  std::vector<StepCost> costs() const;  // "extract", "infer" and "score"

 private:
  using Clock = graph::LatencyCounts::Clock;
  struct Unit {
    std::unique_ptr<graph::Batch> batch;
    std::optional<Error> failure;
  };

  std::vector<float> decode(std::unique_ptr<AudioSource> source);
  void work_off(graph::Stream& stream);
  std::optional<Error> work_on(graph::Stream& stream, graph::Batch& batch);
  Clock::time_point decoded_at(std::size_t index) const;

  const std::shared_ptr<const LoadedModel> model_;
  const std::shared_ptr<const Decoding> decoding_;
  std::int64_t block_samples_ = 0;
  std::vector<Clock::time_point> blocks_at_;  // when each block of the recording's sound was decoded
  std::mutex mutex_;
  std::vector<Unit> units_;  // of the recording, in the order of its sound
  std::array<graph::StepClock, 3> clocks_;
  graph::LatencyCounts since_decoded_, since_begun_;
};

}  // namespace nightjar::cli
