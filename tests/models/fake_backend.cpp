// A shared object that pretends to be the LibTorch backend: the loader's tests need no LibTorch. Its
// interface version is FAKE_ABI; its info() tells how OMP_NUM_THREADS was set while it was loaded, and what
// pools it was asked for.
#include <cstdlib>
#include <string>

#include "models/interface/backend_entry.h"

namespace nightjar {
namespace {

const std::string kOmpNumThreadsAtLoad = [] {
  const char* value = std::getenv("OMP_NUM_THREADS");
  return std::string(value != nullptr ? value : "not set");
}();

class FakeBackend : public Backend {
 public:
  explicit FakeBackend(const PoolOptions& pools) : pools_(pools) {}
  void prepare_thread() const override {}
  std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
    throw SetupError(ErrorCode::bad_model, "thrown inside the object for " + spec.name);
  }
  BackendInfo info() const override {
    return {.library = kOmpNumThreadsAtLoad,
            .intra_op_threads = pools_.intra_op_threads,
            .inter_op_threads = 1,
            .cpu_capability = ""};
  }

 private:
  const PoolOptions pools_;
};

const Backend& backend(const PoolOptions& pools) {
  static const FakeBackend instance(pools);
  return instance;
}

std::vector<Device> devices() {
  return {{.name = "FAKE"}, {}};
}

}  // namespace
}  // namespace nightjar

extern "C" __attribute__((visibility("default"))) const nightjar::BackendEntry* nightjar_backend_entry() {
  static constexpr nightjar::BackendEntry kEntry = {FAKE_ABI, nightjar::devices, nightjar::backend};
  return &kEntry;
}
