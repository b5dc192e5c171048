#include "models/loader/torch_backend.h"

#include <filesystem>
#include <string>

#include "models/loader/shared_object.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

const Backend& open_first_candidate() {
  std::string looked_for;
  for (const auto& file : torch_backend_candidates()) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return open_backend(file).backend();
    looked_for += (looked_for.empty() ? "" : ", ") + file.string();
  }
  throw SetupError(ErrorCode::backend_unavailable,
                   "the LibTorch backend is not there; looked for " + looked_for +
                       "; build it with NIGHTJAR_TORCH=ON, or name it in NIGHTJAR_TORCH_BACKEND");
}

}  // namespace

const Backend& load_torch_backend() {
  static const Backend& backend = open_first_candidate();  // after a failure the next call tries again
  return backend;
}

}  // namespace nightjar
