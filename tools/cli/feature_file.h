// Turns one recording into the features of its segments.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "stages/features/feature_extractor.h"
#include "stages/read/segment_reader.h"

namespace nightjar::cli {

struct FeatureFile {
  std::int64_t segments = 0;
  std::int64_t gaps = 0;  // spans of missing sound, given as zeros
};

// The engine's own reader and feature extractor for one model. Const calls are concurrent.
class FeatureMaker {
 public:
  // Throws SetupError(bad_manifest).
  explicit FeatureMaker(const Manifest& manifest);

  // Writes float32 [segments, the shape of their features...] to `output`, a .npy file.
  // Errors: those of open_recording, and output_failed.
  Expected<FeatureFile> write(const std::string& path, const std::string& output) const;

 private:
  std::unique_ptr<const FeatureExtractor> extractor_;
  ReadSpec spec_;
};

}  // namespace nightjar::cli
