// What a run may ask of a model of embeddings: to compare recordings with known sounds.
#pragma once

#include <filesystem>

namespace nightjar {

// At most one of the two, an index that was made with the same model.
struct EmbeddingOptions {
  std::filesystem::path known{};   // where do its recordings play? -> matches
  std::filesystem::path normal{};  // what is unlike all of its recordings? -> events of label "anomaly"
  // A row is an anomaly where it is further from normal sound than this share of the rows of the normal sound
  // are from the rest of it.
  double normal_share = 0.999;

  bool any() const { return !known.empty() || !normal.empty(); }
};

inline constexpr const char* kAnomaly = "anomaly";

}  // namespace nightjar
