// Where bytes leave the engine: a pipe, a file, a table.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>

#include "nightjar/error.h"

namespace nightjar {

class ByteSink {
 public:
  virtual ~ByteSink() = default;

  // Takes some of `bytes` (not empty) and returns how many: 0 where there was no room for `patience`. It must
  // not wait much longer than that. After an error it is not called again. Errors: output_closed,
  // output_failed.
  virtual Expected<std::size_t> write_some(std::span<const char> bytes,
                                           std::chrono::milliseconds patience) = 0;
};

}  // namespace nightjar
