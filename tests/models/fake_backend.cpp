// A shared object that pretends to be the LibTorch backend: the loader's tests need no LibTorch. Its
// interface version is FAKE_ABI; its info() tells how OMP_NUM_THREADS was set while it was loaded.
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
  void prepare_thread() const override {}
  std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
    throw SetupError(ErrorCode::bad_model, "thrown inside the object for " + spec.name);
  }
  BackendInfo info() const override {
    return {
        .library = kOmpNumThreadsAtLoad, .intra_op_threads = 1, .inter_op_threads = 1, .cpu_capability = ""};
  }
};

const Backend& backend() {
  static const FakeBackend instance;
  return instance;
}

}  // namespace
}  // namespace nightjar

extern "C" __attribute__((visibility("default"))) const nightjar::BackendEntry* nightjar_backend_entry() {
  static constexpr nightjar::BackendEntry kEntry = {FAKE_ABI, nightjar::backend};
  return &kEntry;
}
