#include "models/loader/shared_object.h"

#include <dlfcn.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "models/loader/scoped_variable.h"
#include "nightjar/error.h"

// Where an installed Nightjar keeps the object; only in apps that were built with its package config.
// NOLINTNEXTLINE(readability-identifier-naming): it is a symbol of C
extern "C" __attribute__((weak)) const char nightjar_backend_place[];

namespace nightjar {
namespace {

constexpr const char* kFileName = "libnightjar_torch.so";

// The folder of the program or shared library that this function was linked into.
std::filesystem::path own_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&own_folder), &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  // A program's own name is as it was called, perhaps by way of PATH: the kernel knows the file.
  const std::filesystem::path named = std::filesystem::canonical(info.dli_fname, error);
  return (error ? std::filesystem::read_symlink("/proc/self/exe", error) : named).parent_path();
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& reason) {
  throw SetupError(ErrorCode::backend_unavailable,
                   "cannot load the LibTorch backend " + file.string() + ": " + reason +
                       "; build it with NIGHTJAR_TORCH=ON, or name it in NIGHTJAR_TORCH_BACKEND");
}

}  // namespace

std::vector<std::filesystem::path> torch_backend_candidates() {
  if (const char* named = std::getenv("NIGHTJAR_TORCH_BACKEND"); named != nullptr && *named != '\0') {
    return {named};
  }
  std::vector<std::filesystem::path> candidates = {own_folder() / kFileName,
                                                   own_folder() / "../" NIGHTJAR_BACKEND_DIR / kFileName};
  if (const char* place = nightjar_backend_place)
    candidates.push_back(std::filesystem::path(place) / kFileName);
#ifdef NIGHTJAR_TORCH_BUILD_PATH
  candidates.emplace_back(NIGHTJAR_TORCH_BUILD_PATH);
#endif
  return candidates;
}

const BackendEntry& open_backend(const std::filesystem::path& file, const PoolOptions& pools) {
  std::optional<ScopedVariable> threads;
  if (pools.intra_op_threads > 0) threads.emplace("OMP_NUM_THREADS", std::to_string(pools.intra_op_threads));
  void* object = dlopen(std::filesystem::absolute(file).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (object == nullptr) fail(file, dlerror());
  const auto function = reinterpret_cast<BackendEntryFunction>(dlsym(object, kBackendSymbol));
  if (function == nullptr) {
    fail(file, std::string("it has no symbol ") + kBackendSymbol + ", so it is no backend");
  }
  const BackendEntry* entry = function();
  if (entry->abi != kBackendAbi) {
    fail(file, "it has interface version " + std::to_string(entry->abi) + ", expected " +
                   std::to_string(kBackendAbi) + ": it is from another build");
  }
  return *entry;
}

}  // namespace nightjar
