// A model that does nothing, so that what is left is the queue's own cost.
#pragma once

#include "nightjar/model.h"

namespace nightjar::compare {

// float32 [1, 1] -> [1, 1], a zero. No LibTorch is loaded. Throws SetupError as Model does.
Model empty_model(const ModelOptions& options);

}  // namespace nightjar::compare
