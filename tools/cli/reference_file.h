// The file reference.npz of a model's folder: what the model's original library made of some sound.
#pragma once

#include "engine/verify/replay.h"
#include "models/interface/manifest.h"

namespace nightjar::cli {

inline constexpr const char* kReferenceFile = "reference.npz";

bool has_reference(const Manifest& manifest);

// sound, features, outputs, and where they are there scores, texts (a line for each segment): replay.h has
// their shapes. Throws SetupError(bad_model) where one is missing, damaged, or not of the manifest's shape.
ReferenceRun read_reference(const Manifest& manifest);

}  // namespace nightjar::cli
