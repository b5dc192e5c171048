// Small indexes of vectors for tests.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "stages/index/vector_index.h"

namespace nightjar::test {

// A sound for each entry of `sounds`, named "0", "1", ...: its vectors, in rows 0, 1, ...
inline KnownVectors known_vectors(const std::vector<std::vector<std::vector<float>>>& sounds) {
  KnownVectors known{.model = "stub", .model_sha256 = std::string(64, 'a'), .dimensions = 0};
  for (const auto& sound : sounds) {
    known.sounds.push_back({std::to_string(known.sounds.size()),
                            static_cast<std::uint32_t>(known.rows.size()),
                            static_cast<std::uint32_t>(sound.size())});
    for (std::uint32_t row = 0; row < sound.size(); ++row) {
      known.rows.push_back(row);
      known.dimensions = std::ssize(sound[row]);
      known.values.insert(known.values.end(), sound[row].begin(), sound[row].end());
    }
  }
  return known;
}

// Normally distributed values: [vectors][dimensions].
inline std::vector<std::vector<float>> random_vectors(std::size_t vectors, std::size_t dimensions,
                                                      unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<std::vector<float>> out(vectors, std::vector<float>(dimensions));
  for (auto& vector : out) {
    for (float& x : vector) x = normal(random);
  }
  return out;
}

}  // namespace nightjar::test
