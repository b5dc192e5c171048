// The bytes of a file around a place that moves forward, so that a file read in sequence is read once.
#pragma once

#include <cstdint>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/bytes.h"
#include "stages/validate/regular_file.h"

namespace nightjar {

// One thread at a time. `file` outlives it.
class ByteWindow {
 public:
  explicit ByteWindow(const RegularFile& file) : file_(file) {}

  // The `count` >= 0 bytes at `offset`; fewer at the end of the file. Valid until the next call. Holds the
  // longest `count` that was asked for, and kReadBytes. Errors: unreadable.
  Expected<Bytes> at(std::int64_t offset, std::int64_t count);

  std::int64_t size() const { return file_.size(); }
  const std::string& path() const { return file_.path(); }

  static constexpr std::int64_t kReadBytes = 64 << 10;

 private:
  const RegularFile& file_;
  std::vector<std::uint8_t> held_;  // from held_begin_ on
  std::int64_t held_begin_ = 0;
};

}  // namespace nightjar
