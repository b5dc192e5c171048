#include "engine/output/spill.h"

#include <utility>

namespace nightjar {

Expected<Extent> Spill::take(std::int64_t want) {
  if (!file_) {
    auto file = TemporaryFile::create(folder_);
    if (!file) return Unexpected(file.error());
    file_.emplace(std::move(*file));
  }
  return space_.take(want);
}

Expected<void> Spill::give(Extent extent) {
  const std::int64_t before = space_.end();
  space_.give(extent);
  if (space_.end() == before) return {};
  return file_->truncate(space_.end());
}

}  // namespace nightjar
