// Bytes that wait on the disk, in one temporary file that is made when the first come.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "engine/output/free_space.h"
#include "nightjar/error.h"
#include "stages/write/temporary_file.h"

namespace nightjar {

// take() and give() one at a time; read() and write() of extents that were taken at any time. Errors:
// output_failed.
class Spill {
 public:
  explicit Spill(std::string folder) : folder_(std::move(folder)) {}

  Expected<Extent> take(std::int64_t want);  // see FreeSpace
  Expected<void> give(Extent extent);        // the file shrinks when its end is free

  Expected<void> write(Extent extent, std::span<const char> bytes) {
    return file_->write(bytes, extent.offset);
  }
  Expected<void> read(Extent extent, std::span<char> bytes) const {
    return file_->read(bytes, extent.offset);
  }

  std::int64_t file_bytes() const { return space_.end(); }

 private:
  std::string folder_;
  std::optional<TemporaryFile> file_;
  FreeSpace space_;
};

}  // namespace nightjar
