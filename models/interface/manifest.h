// A model's manifest.json: everything that validation, features, inference and decoding need to know of it.
//
//   {"format": 1, "name": "...", "description": "...", "licence": "...", "task": "tags",
//    "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 16000, "hop_samples": 8000,
//    "batch_segments": 8, "input": {"shape": [64, 101]}, "padding": "zeros",
//    "features": {"type": "log_mel", and each key of that type: feature_spec.h, models/README.md},
//    "labels": ["dog", "speech"],
//    "decode": {"type": "tags", "activation": "softmax", "threshold_on": {"default": 0.5, "speech": 0.6},
//               "threshold_off": {"default": 0.4}, "top_k": 0, "smoothing_segments": 3,
//               "min_duration_s": 0.5, "merge_gap_s": 0.5}}
//
// A model that gives emissions, a row of scores for each step inside a segment, has two keys more:
//
//    "stride_samples": 320, "context_samples": 8000
//
// Every key is required, but these two, "padding", and those of log_mel that feature_spec.h excepts. A
// missing or unknown key, a value of another type or out of range, or a key that is there twice is a
// SetupError(bad_manifest) that names the key with its path, the file, what was got and expected, and for an
// unknown key the nearest known one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "nightjar/feature_spec.h"

namespace nightjar {

// How scores over time become events. One threshold per label, in the order of `labels`.
struct TagSpec {
  std::string activation;             // "softmax" or "sigmoid"
  std::vector<float> thresholds_on;   // an event starts when the smoothed score reaches it
  std::vector<float> thresholds_off;  // and ends when it falls below this one (hysteresis); <= on
  int top_k = 0;                      // only the k highest labels of a segment may be active; 0 is all
  int smoothing_segments = 1;         // odd; centred moving average over so many segments; 1 is off
  double min_duration_s = 0;          // shorter events are dropped
  double merge_gap_s = 0;             // events of one label that are at most so far apart are joined
};

// What a segment hears beyond the recording's end.
enum class SegmentPadding {
  zeros,    // digital silence
  reflect,  // its own sound backwards, about the last sample; a sound shorter than that goes back and forth
  none,     // nothing: the segment is shorter, so the model must take any length
};

// For Manifest::context_samples: every row depends on the whole segment.
inline constexpr std::int64_t kUnboundedContext = -1;

struct Manifest {
  int format = 1;
  std::string name;
  std::string description;
  std::string licence;
  std::string task;     // "tags"
  std::string weights;  // file name inside the folder
  std::int64_t sample_rate_hz = 0;
  std::int64_t segment_samples = 0;  // what the model hears at once
  std::int64_t hop_samples = 0;      // from segment to segment, <= segment_samples
  std::int64_t batch_segments = 0;   // B, a power of two; tails use B/2 ... 1
  // Row j of a segment's emissions is about its samples [j * stride, (j + 1) * stride); 0: the model gives
  // one row of scores for a whole segment. It divides hop_samples.
  std::int64_t stride_samples = 0;
  // A row depends on its own samples and on so many before and after them, or is kUnboundedContext.
  std::int64_t context_samples = kUnboundedContext;
  SegmentPadding padding = SegmentPadding::zeros;
  FeatureSpec features;  // "features": {"type": "log_mel", ...}
  std::vector<std::int64_t>
      input_shape;  // of one segment, without the batch: that of its features, after any number of ones
  std::vector<std::string> labels;  // unique, not empty
  TagSpec tags;                     // "decode": {"type": "tags", ...}

  std::filesystem::path folder;  // where it was read from
  std::string sha256;            // of manifest.json followed by the weights: names the model in the output
};

// Where in a segment, from its begin, lies what it has to say: [lead, lead + hop). The first segment of a
// recording also speaks for what is before, the last for what is after. It is the middle hop, of emissions on
// the stride grid, and of a bounded context at least that far from both ends of the segment.
std::int64_t lead_samples(const Manifest& manifest);

// For a model with emissions: hops that are a multiple of this keep the strides, and the frames of the
// features, of all segments on one grid.
std::int64_t grid_samples(const Manifest& manifest);

// With SegmentPadding::none, the least that a segment is: zeros follow a recording shorter than this. The
// last of several segments is never shorter.
std::int64_t shortest_samples(const Manifest& manifest);

// Reads and checks `folder`/manifest.json and hashes it with its weights. Throws SetupError(bad_manifest), or
// SetupError(bad_model) where the manifest or the weights are missing or unreadable.
Manifest load_manifest(const std::filesystem::path& folder);

// The same for the manifest alone: the weights need not be there yet, as while a model is trained. `sha256`
// is empty.
Manifest read_manifest(const std::filesystem::path& folder);

}  // namespace nightjar
