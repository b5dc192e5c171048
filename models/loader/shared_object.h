// A backend's shared object: where it may be, and how it is entered. Private to the loader.
#pragma once

#include <filesystem>
#include <vector>

#include "models/interface/backend_entry.h"

namespace nightjar {

// Where libnightjar_torch.so is looked for, best first.
std::vector<std::filesystem::path> torch_backend_candidates();

// Maps the object for the rest of the process, with RTLD_LOCAL: its symbols serve nobody else. Meanwhile
// OMP_NUM_THREADS is what `pools` say.
// Throws SetupError(backend_unavailable).
const BackendEntry& open_backend(const std::filesystem::path& file, const PoolOptions& pools);

}  // namespace nightjar
