// Turns one recording into the features of its segments.
#pragma once

#include <cstdint>
#include <string>

#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "stages/features/model_input.h"
#include "stages/read/segment_reader.h"

namespace nightjar::cli {

struct FeatureFile {
  std::int64_t segments = 0;  // whole ones
  bool last = false;          // and a shorter one, in a file of its own
  std::int64_t gaps = 0;      // spans of missing sound, given as zeros
};

// "a.npy" -> "a.last.npy"
std::string last_segment_file(const std::string& output);

// The engine's own reader and feature extractor for one model. Const calls are concurrent.
class FeatureMaker {
 public:
  // Throws SetupError(bad_manifest).
  explicit FeatureMaker(const Manifest& manifest);

  // Writes float32 [segments, the model's input...] to `output`, a .npy file. A last segment that is shorter
  // goes to last_segment_file(output).
  // Errors: those of open_recording, and output_failed.
  Expected<FeatureFile> write(const std::string& path, const std::string& output) const;

 private:
  InputMaker input_;
  ReadSpec spec_;
};

}  // namespace nightjar::cli
