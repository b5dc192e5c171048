// Replays what a model's original library made of some sound, stage by stage.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "nightjar/error.h"

namespace nightjar {

// What the original library made of segments of sound, one after another; of a model with state they are the
// first steps of a sound. All float32, row-major. What is empty is not compared, but for the first two.
struct ReferenceRun {
  std::int64_t segments = 0;
  std::vector<float> sound;        // [segments, segment_samples]
  std::vector<float> features;     // [segments, input_shape...]
  std::vector<float> outputs;      // [segments, row_values], or with emissions [segments, rows, row_values]
  std::vector<float> scores;       // the same, by the activation or normalization of "decode"
  std::vector<std::string> texts;  // [segments], by greedy search: words with a space between them
};

// How far a stage is from the reference, each stage being given what the one before it made here.
struct StageDifference {
  std::string stage;       // "features", "outputs", "scores", "text"
  double largest = 0;      // of any value; of text how many segments differ
  double allowed = 0;      // reference_tolerance, x the reference's largest value where that is above 1
  std::string at{};        // where the largest is: "[segment, ...]"; empty: nowhere
  std::string got{};       // what is there,
  std::string expected{};  // and what should be

  bool agrees() const { return largest <= allowed; }  // never where a value is NaN
};

// One entry for each stage that the reference has. A stage that gives another number of values than the
// reference differs by infinity. Segments go in the batches that `run` would make of them. On the calling
// thread, which must have called Backend::prepare_thread(). Errors: those of NetworkRunner::run.
Expected<std::vector<StageDifference>> replay(const LoadedModel& model, const ReferenceRun& reference);

}  // namespace nightjar
