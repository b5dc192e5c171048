// The one symbol by which a backend's shared object is entered. It is made and used by the same build: an
// object of another build is recognised here, before a wrong layout can do harm.
#pragma once

#include <cstdint>

#include "models/interface/network.h"

namespace nightjar {

// To be raised with any change to network.h, tensor.h or error.h.
inline constexpr std::uint32_t kBackendAbi = 5;

inline constexpr const char* kBackendSymbol = "nightjar_backend_entry";

// What `extern "C" const BackendEntry* nightjar_backend_entry()` points to.
struct BackendEntry {
  std::uint32_t abi;  // kBackendAbi of its build; first, so that any version can read it
  // Makes the process-wide settings at the first call, which alone decides on the threads of a run(). Throws
  // SetupError.
  const Backend& (*backend)(int intra_op_threads);
};

using BackendEntryFunction = const BackendEntry* (*)();

}  // namespace nightjar
