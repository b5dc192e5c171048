// Loads the LibTorch backend on first use. LibTorch lives in one shared object, so programs that do not infer
// start without its 400 MB, and no other part needs its headers.
#pragma once

#include <vector>

#include "models/interface/backend_entry.h"

namespace nightjar {

// The backend, loaded at the first call, for the rest of the process. Concurrent calls are safe.
//
// It is libnightjar_torch.so next to the program (or the library) that this code is part of, in its ../lib,
// or where the build has put it; the environment variable NIGHTJAR_TORCH_BACKEND names another file.
//
// The first call decides on the pools of the process: a later one that asks for others is refused.
//
// LibTorch's OpenMP runtime reads OMP_NUM_THREADS when it is loaded. For that moment the variable is what
// `pools` say, whatever the user has set. Changing the environment is not safe while other threads read it,
// so an app calls this (or loads its first model) before it starts threads that do.
//
// Throws SetupError(bad_option) for other pools, and SetupError(backend_unavailable) that names the file
// looked for, the dynamic linker's reason and the remedy.
const Backend& load_torch_backend(const PoolOptions& pools = {});

// The devices that LibTorch can use here, best first. Loads the shared object, and decides on no pools.
// Throws SetupError(backend_unavailable) as above.
std::vector<Device> torch_devices();

}  // namespace nightjar
