#include "tools/cli/bench/made_up_input.h"

#include <random>

namespace nightjar::cli {

std::vector<float> made_up_input(const Model& model, std::size_t segments) {
  std::mt19937 random(1);
  std::vector<float> sound(static_cast<std::size_t>(model.segment_samples()));
  for (float& sample : sound) sample = static_cast<float>(random() % 2001) * 1e-4F - 0.1F;
  const std::vector<float> one = model.input_of(sound);
  std::vector<float> input;
  for (std::size_t i = 0; i < segments; ++i) input.insert(input.end(), one.begin(), one.end());
  return input;
}

}  // namespace nightjar::cli
