// A view of a dense float32 tensor that somebody else owns.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace nightjar {

// float32, row-major (C order), contiguous, rank 1 to 4. It borrows `data`: the owner outlives the view.
struct ConstTensorView {
  const float* data = nullptr;
  std::array<std::int64_t, 4> shape{};  // the first `rank` entries count
  int rank = 0;

  std::int64_t size() const noexcept {
    std::int64_t n = rank > 0 ? 1 : 0;
    for (int i = 0; i < rank; ++i) n *= shape[static_cast<std::size_t>(i)];
    return n;
  }
  std::span<const float> values() const noexcept { return {data, static_cast<std::size_t>(size())}; }
};

// The view [batch, shape...] of a dense tensor. `shape` has at most 3 entries.
inline ConstTensorView batch_view(const float* data, std::int64_t batch,
                                  std::span<const std::int64_t> shape) noexcept {
  ConstTensorView view{.data = data, .rank = static_cast<int>(shape.size()) + 1};
  view.shape[0] = batch;
  std::copy(shape.begin(), shape.end(), view.shape.begin() + 1);
  return view;
}

}  // namespace nightjar
