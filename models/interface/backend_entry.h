// The one symbol by which a backend's shared object is entered. It is made and used by the same build: an
// object of another build is recognised here, before a wrong layout can do harm.
#pragma once

#include <cstdint>
#include <vector>

#include "models/interface/network.h"

namespace nightjar {

// To be raised with any change to this file, network.h, tensor.h or error.h.
inline constexpr std::uint32_t kBackendAbi = 6;

inline constexpr const char* kBackendSymbol = "nightjar_backend_entry";

// The inference library's own thread pools, of the whole process. They are pinned to one thread each where
// the engine's workers are the only parallelism, and larger only where a single request is run at a time.
struct PoolOptions {
  int intra_op_threads = 1;  // of each thread that infers; 0: all pools stay as the library has them
};

// What `extern "C" const BackendEntry* nightjar_backend_entry()` points to.
struct BackendEntry {
  std::uint32_t abi;                 // kBackendAbi of its build; first, so that any version can read it
  std::vector<Device> (*devices)();  // Backend::devices(), without any settings yet
  // Makes the process-wide settings at the first call, whose `pools` hold. Throws SetupError.
  const Backend& (*backend)(const PoolOptions& pools);
};

using BackendEntryFunction = const BackendEntry* (*)();

}  // namespace nightjar
