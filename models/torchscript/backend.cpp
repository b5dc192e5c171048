// The shared object's entry: the Backend that the loader finds.
#include <future>
#include <memory>

#include "models/interface/backend_entry.h"
#include "models/torchscript/process_settings.h"
#include "models/torchscript/script_network.h"

namespace nightjar {
namespace {

// Runs `work` on a thread that ends with it, so that the thread-local traces of set-up (OpenMP's number of
// threads, for one) do not stay on a thread of the app. Exceptions come through.
template <class Work>
auto on_own_thread(Work work) {
  return std::async(std::launch::async, work).get();
}

class TorchScriptBackend : public Backend {
 public:
  explicit TorchScriptBackend(int intra_op_threads) {
    on_own_thread([=] { apply_process_settings(intra_op_threads); });
  }

  void prepare_thread() const override { apply_thread_settings(); }

  std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
    return on_own_thread([&spec] { return load_script_network(spec); });
  }

  BackendInfo info() const override { return backend_info(); }
};

const Backend& backend(int intra_op_threads) {
  static const TorchScriptBackend instance(intra_op_threads);
  return instance;
}

}  // namespace
}  // namespace nightjar

extern "C" __attribute__((visibility("default"))) const nightjar::BackendEntry* nightjar_backend_entry() {
  static constexpr nightjar::BackendEntry kEntry = {nightjar::kBackendAbi, nightjar::backend};
  return &kEntry;
}
