#include "models/loader/torch_backend.h"

#include <filesystem>
#include <string>

#include "models/loader/shared_object.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

const BackendEntry& open_first_candidate(const PoolOptions& pools) {
  std::string looked_for;
  for (const auto& file : torch_backend_candidates()) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return open_backend(file, pools);
    looked_for += (looked_for.empty() ? "" : ", ") + file.string();
  }
  throw SetupError(ErrorCode::backend_unavailable,
                   "the LibTorch backend is not there; looked for " + looked_for +
                       "; build it with NIGHTJAR_TORCH=ON, or name it in NIGHTJAR_TORCH_BACKEND");
}

// After a failure the next call tries again.
const BackendEntry& entry_for(const PoolOptions& pools) {
  static const BackendEntry& entry = open_first_candidate(pools);
  return entry;
}

}  // namespace

std::vector<Device> torch_devices() {
  return entry_for({}).devices();
}

const Backend& load_torch_backend(const PoolOptions& pools) {
  struct Loaded {
    PoolOptions pools;
    const Backend& backend;
  };
  static const Loaded loaded{pools, entry_for(pools).backend(pools)};
  if (loaded.pools.intra_op_threads == pools.intra_op_threads) return loaded.backend;
  throw SetupError(ErrorCode::bad_option,
                   "each request has " + std::to_string(loaded.pools.intra_op_threads) +
                       " of LibTorch's threads in this process, as its first model was loaded; " +
                       std::to_string(pools.intra_op_threads) +
                       " are asked for now: use one hint, throughput or latency, in a process");
}

}  // namespace nightjar
