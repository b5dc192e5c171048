// In what numbers a network computes.
#pragma once

namespace nightjar {

// Inputs and outputs are float32 in both.
enum class Precision {
  float32,
  bfloat16,  // weights and what is between the layers: about 3 decimal digits are right
};

}  // namespace nightjar
