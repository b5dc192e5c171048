// The features that a manifest asks for.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/interface/manifest.h"
#include "nightjar/features.h"

namespace nightjar {

// Throws what make_features does, and where the shape is not the manifest's input_shape (which may have ones
// before it).
std::unique_ptr<FeatureExtractor> make_feature_extractor(const Manifest& manifest);

// The shape of one segment's features as the manifest's model takes them: after its ones.
std::vector<std::int64_t> input_shape(const Manifest& manifest, const FeatureExtractor& extractor);

}  // namespace nightjar
