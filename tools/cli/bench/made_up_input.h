// What a network is given where nothing is known of the sound.
#pragma once

#include <cstddef>
#include <vector>

#include "nightjar/model.h"

namespace nightjar::cli {

// float32 [segments, ...], of model.properties().input: the features of noise, the same each time.
std::vector<float> made_up_input(const Model& model, std::size_t segments);

}  // namespace nightjar::cli
