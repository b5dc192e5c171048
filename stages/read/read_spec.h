// How a recording is cut into batches of segments.
#pragma once

#include <cstdint>
#include <span>

#include "models/interface/manifest.h"
#include "nightjar/selection.h"
#include "stages/base/timeline.h"

namespace nightjar {

struct ReadSpec {
  std::int64_t sample_rate_hz = 0;  // the model's
  SegmentGrid grid;                 // at the model's rate
  std::int64_t batch_segments = 1;  // B, a power of two
  SegmentPadding padding = SegmentPadding::zeros;
  std::int64_t shortest_samples = 1;  // with SegmentPadding::none: zeros make a shorter recording so long
  Selection selection{};              // the part to read, and which channels
  // Only from this segment on is sound needed. What lies before is decoded, for it decides what is known of
  // the recording, but not resampled.
  std::int64_t first_sounding = 0;
};

// As the manifest has it: all of the recording.
ReadSpec read_spec(const Manifest& manifest);

// So many samples before a segment decide what it hears beyond the recording's end.
std::int64_t history_samples(const ReadSpec& spec);

// What is heard after `sound`, the end of a recording: fills `beyond`, unless the padding is none. Reflection
// turns back at the first sample too.
void pad_end(SegmentPadding padding, std::span<const float> sound, std::span<float> beyond);

}  // namespace nightjar
