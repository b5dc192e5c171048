// What is done to a network's weights and graph when it is loaded.
#pragma once

namespace nightjar {

// Each does what the one before it does, and more. They give the same values but for rounding, so other
// bytes: what is not asked for is always the last one, whatever may be faster here.
enum class Preparation {
  plain,          // as it was saved
  frozen,         // weights are constants of the graph
  optimised,      // and layers are fused and weights laid out for oneDNN, on the CPU
  channels_last,  // and images have their channels innermost: the fixed rule
};

}  // namespace nightjar
