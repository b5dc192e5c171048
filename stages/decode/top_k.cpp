#include "stages/decode/top_k.h"

#include <algorithm>
#include <numeric>

namespace nightjar {

TopK::TopK(std::size_t labels, std::size_t k)
    : k_(k == 0 ? labels : std::min(k, labels)), order_(labels), chosen_(labels, 1) {}

std::span<const std::uint8_t> TopK::choose(std::span<const float> row) {
  if (k_ == order_.size()) return chosen_;
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  const auto middle = order_.begin() + static_cast<std::ptrdiff_t>(k_);
  std::nth_element(order_.begin(), middle, order_.end(),
                   [&](std::size_t a, std::size_t b) { return row[a] != row[b] ? row[a] > row[b] : a < b; });
  std::fill(chosen_.begin(), chosen_.end(), std::uint8_t{0});
  for (auto label = order_.begin(); label != middle; ++label) chosen_[*label] = 1;
  return chosen_;
}

}  // namespace nightjar
