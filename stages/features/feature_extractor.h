// The features that a manifest asks for.
#pragma once

#include <memory>

#include "models/interface/manifest.h"
#include "nightjar/features.h"

namespace nightjar {

// Throws what make_features does, and where the shape is not the manifest's input_shape (which may have ones
// before it).
std::unique_ptr<FeatureExtractor> make_feature_extractor(const Manifest& manifest);

}  // namespace nightjar
