// A regular file that is open for reading: its descriptor, and its size at the time of opening.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "nightjar/error.h"

namespace nightjar {

// Owns the descriptor. Positions are given with each read, so const calls are concurrent.
class RegularFile {
 public:
  // Opens without waiting, so a FIFO or a device is refused rather than hung on; what it is, is asked of the
  // open descriptor, so nobody can swap the file in between. `path` is bytes: any but NUL. Errors: not_found,
  // not_a_regular_file, unreadable.
  static Expected<RegularFile> open(const std::string& path);

  RegularFile(RegularFile&& other) noexcept;
  RegularFile& operator=(RegularFile&& other) noexcept;
  ~RegularFile();

  const std::string& path() const noexcept { return path_; }
  std::int64_t size() const noexcept { return size_; }
  // Stays this object's.
  int descriptor() const noexcept { return descriptor_; }

  // Reads up to out.size() bytes at `offset` and returns how many: fewer only at the end. Errors: unreadable.
  Expected<std::int64_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const;

 private:
  RegularFile(std::string path, int descriptor) noexcept : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

using SharedFile = std::shared_ptr<const RegularFile>;

}  // namespace nightjar
