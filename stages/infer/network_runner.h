// Runs a network on the features of a batch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/interface/network.h"
#include "nightjar/error.h"

namespace nightjar {

// The batch sizes used for B: B, B/2 ... 1.
std::vector<std::int64_t> batch_sizes(std::int64_t batch_segments);

}  // namespace nightjar
