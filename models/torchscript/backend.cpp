// The shared object's entry: the Backend that the loader finds.
#include <future>
#include <memory>

#include "models/interface/backend_entry.h"
#include "models/torchscript/process_settings.h"
#include "models/torchscript/script_device.h"
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
  explicit TorchScriptBackend(const PoolOptions& pools) {
    on_own_thread([&pools] { apply_process_settings(pools); });
  }

  void prepare_thread() const override { apply_thread_settings(); }

  std::vector<Device> devices() const override { return script_devices(); }

  std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
    return on_own_thread([&spec] { return load_script_network(spec); });
  }

  BackendInfo info() const override { return backend_info(); }
};

const Backend& backend(const PoolOptions& pools) {
  static const TorchScriptBackend instance(pools);
  return instance;
}

}  // namespace
}  // namespace nightjar

extern "C" __attribute__((visibility("default"))) const nightjar::BackendEntry* nightjar_backend_entry() {
  static constexpr nightjar::BackendEntry kEntry = {nightjar::kBackendAbi, nightjar::script_devices,
                                                    nightjar::backend};
  return &kEntry;
}
