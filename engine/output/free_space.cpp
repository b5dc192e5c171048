#include "engine/output/free_space.h"

#include <algorithm>
#include <iterator>

namespace nightjar {

Extent FreeSpace::take(std::int64_t want) {
  if (holes_.empty()) {
    end_ += want;
    return {end_ - want, want};
  }
  const auto [offset, size] = *holes_.begin();
  const std::int64_t taken = std::min(want, size);
  holes_.erase(holes_.begin());
  if (taken < size) holes_.emplace(offset + taken, size - taken);
  return {offset, taken};
}

void FreeSpace::give(Extent extent) {
  auto next = holes_.lower_bound(extent.offset);
  if (next != holes_.end() && next->first == extent.offset + extent.size) {
    extent.size += next->second;
    next = holes_.erase(next);
  }
  if (next != holes_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == extent.offset) {
      extent = {before->first, before->second + extent.size};
      holes_.erase(before);
    }
  }
  if (extent.offset + extent.size == end_) {
    end_ = extent.offset;
  } else {
    holes_.emplace(extent.offset, extent.size);
  }
}

}  // namespace nightjar
