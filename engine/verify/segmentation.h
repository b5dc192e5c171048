// How much a model's emissions change by being computed in segments.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/recognizer/emissions.h"
#include "engine/recognizer/loaded_model.h"
#include "models/interface/manifest.h"
#include "models/interface/network.h"
#include "nightjar/error.h"

namespace nightjar {

// A bounded context promises that emissions differ by no more than this from those of the uncut recording:
// they are the same sums in another order.
inline constexpr double kSegmentationTolerance = 1e-4;

// Joined emissions against those of a model that hears the recording at once.
struct SegmentationChange {
  std::int64_t segment_samples = 0;
  std::int64_t rows = 0;
  double largest = 0;  // difference of any value
  std::int64_t row_of_largest = 0;
  double mean = 0;                // difference over all values
  std::int64_t rows_beyond = 0;   // with a difference above kSegmentationTolerance
  std::int64_t rows_decided = 0;  // whose highest label is another one
};

// The model with segments of another length, of which as much overlaps as in the manifest, or as its context
// needs. Throws SetupError(bad_option) where it is shorter than that and one stride.
Manifest with_segments_of(const Manifest& manifest, std::int64_t samples);

// Compares for one model, segment length by segment length. One thread at a time, which must have called
// Backend::prepare_thread(). Borrows the backend. Models are loaded as needed, and held.
class SegmentationCheck {
 public:
  // Throws SetupError(bad_option) for a model without emissions, or with state.
  SegmentationCheck(Manifest manifest, const Backend& backend);

  // Of the first seconds of the recording at `path`, which are held in memory. Errors: those of
  // open_recording and NetworkRunner::run. Throws what with_segments_of and LoadedModel do: a model that does
  // not take any length cannot hear all at once.
  Expected<SegmentationChange> compare(const std::string& path, std::int64_t segment_samples, double seconds);

 private:
  const LoadedModel& model_with(std::int64_t segment_samples, std::unique_ptr<LoadedModel>& place);

  const Manifest manifest_;
  const Backend& backend_;
  std::unique_ptr<LoadedModel> cut_;    // of the last segment length
  std::unique_ptr<LoadedModel> uncut_;  // of the last length of a recording
};

}  // namespace nightjar
