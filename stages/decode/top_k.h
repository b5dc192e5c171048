// Top-k: which labels of a segment may be active at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nightjar {

// Chooses the k labels with the highest scores; of equal ones those that come first. k = 0 chooses all.
class TopK {
 public:
  TopK(std::size_t labels, std::size_t k);

  // `row`: float32 [labels], finite. Returns uint8 [labels], 1 where chosen, good until the next call.
  std::span<const std::uint8_t> choose(std::span<const float> row);

 private:
  std::size_t k_;
  std::vector<std::size_t> order_;
  std::vector<std::uint8_t> chosen_;
};

}  // namespace nightjar
