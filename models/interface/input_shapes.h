// Which inputs a network takes.
#pragma once

#include <cstdint>
#include <span>

#include "models/interface/network.h"

namespace nightjar {

// Whether `sizes`, the batch first, is one of the spec's batch sizes of its input_shape; or one segment
// between its shortest_input_shape, where it has one, and its input_shape.
bool takes_input(const NetworkSpec& spec, std::span<const std::int64_t> sizes);

}  // namespace nightjar
