#include "stages/validate/byte_window.h"

#include <algorithm>

namespace nightjar {

Expected<Bytes> ByteWindow::at(std::int64_t offset, std::int64_t count) {
  count = std::clamp<std::int64_t>(size() - offset, 0, count);
  const auto held_end = [&] { return held_begin_ + static_cast<std::int64_t>(held_.size()); };
  if (offset < held_begin_ || offset > held_end()) {
    held_.clear();
    held_begin_ = offset;
  }
  if (offset + count > held_end()) {
    held_.erase(held_.begin(), held_.begin() + (offset - held_begin_));
    held_begin_ = offset;
    const auto kept = static_cast<std::int64_t>(held_.size());
    const std::int64_t more = std::min(std::max(count - kept, kReadBytes), size() - held_end());
    held_.resize(static_cast<std::size_t>(kept + more));
    const auto got = file_.read_at(offset + kept, std::span(held_).subspan(static_cast<std::size_t>(kept)));
    held_.resize(static_cast<std::size_t>(kept + got.value_or(0)));
    if (!got) return Unexpected(got.error());
  }
  const std::int64_t there = std::min(count, held_end() - offset);
  return Bytes(held_).subspan(static_cast<std::size_t>(offset - held_begin_),
                              static_cast<std::size_t>(there));
}

}  // namespace nightjar
