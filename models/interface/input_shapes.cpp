#include "models/interface/input_shapes.h"

#include <algorithm>
#include <functional>

namespace nightjar {

bool takes_input(const NetworkSpec& spec, std::span<const std::int64_t> sizes) {
  if (sizes.empty()) return false;
  const auto segment = sizes.subspan(1);
  if (std::ranges::equal(segment, spec.input_shape))
    return std::ranges::find(spec.batch_sizes, sizes[0]) != spec.batch_sizes.end();
  const auto at_most = [](std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
    return std::ranges::equal(a, b, std::less_equal<>());
  };
  return sizes[0] == 1 && at_most(spec.shortest_input_shape, segment) && at_most(segment, spec.input_shape);
}

}  // namespace nightjar
