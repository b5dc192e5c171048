// Stands in for LibTorch behind the program: the stub networks; that of tags is made slow or telling on
// demand.
//
// NIGHTJAR_STUB_BATCH_MS: how long each batch takes. NIGHTJAR_STUB_BEGUN: a file to make when the first one
// begins. NIGHTJAR_STUB_WAITS_FOR: a file without which no batch ends. NIGHTJAR_STUB_SAYS: what each batch
// prints to standard error. NIGHTJAR_STUB_ENDS: "abort" or "exit", in the first batch.
// NIGHTJAR_STUB_LEAKS: "memory" or "files", a little with each batch. NIGHTJAR_STUB_FAILS_FROM: the batch,
// from 1, that is the first to fail.
#include <fcntl.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "models/interface/backend_entry.h"
#include "tests/engine/support/spelling_model.h"
#include "tests/engine/support/stub_model.h"

namespace nightjar {
namespace {

void leak(std::string_view what) {
  static std::mutex mutex;
  static std::vector<std::string> kept;  // reachable: a sanitizer need not tell of it
  const std::lock_guard lock(mutex);
  if (what == "files") {
    open("/dev/null", O_RDONLY | O_CLOEXEC);
  } else {
    kept.emplace_back(100'000, 'x');
  }
}

Expected<void> as_slow_as_asked(ConstTensorView, std::span<float>) {
  if (const char* file = std::getenv("NIGHTJAR_STUB_BEGUN")) std::ofstream(file) << "begun";
  if (const char* file = std::getenv("NIGHTJAR_STUB_WAITS_FOR")) {
    for (int ms = 0; ms < 30'000 && !std::filesystem::exists(file); ++ms)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (const char* words = std::getenv("NIGHTJAR_STUB_SAYS")) std::fputs(words, stderr);
  if (const char* how = std::getenv("NIGHTJAR_STUB_ENDS")) {
    if (std::string_view(how) == "abort") std::abort();
    std::exit(7);
  }
  if (const char* what = std::getenv("NIGHTJAR_STUB_LEAKS")) leak(what);
  if (const char* batch = std::getenv("NIGHTJAR_STUB_FAILS_FROM")) {
    static std::atomic<int> batches = 0;
    if (++batches >= std::atoi(batch))
      return Unexpected(Error{ErrorCode::inference_failed, "as asked", {}, -1});
  }
  if (const char* ms = std::getenv("NIGHTJAR_STUB_BATCH_MS")) {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(ms)));
  }
  return {};
}

// A model with emissions is the one that hears spelling.
class StubOfBoth : public StubBackend {
 public:
  StubOfBoth() { *hook = as_slow_as_asked; }
  std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
    return spec.output_shape.size() > 1 ? spelling_.load(spec) : StubBackend::load(spec);
  }

 private:
  const test::SpellingBackend spelling_;
};

std::vector<Device> devices() {
  return {Device()};
}

const Backend& backend(const PoolOptions&) {
  static const StubOfBoth instance;
  return instance;
}

}  // namespace
}  // namespace nightjar

extern "C" __attribute__((visibility("default"))) const nightjar::BackendEntry* nightjar_backend_entry() {
  static const nightjar::BackendEntry entry = {nightjar::kBackendAbi, nightjar::devices, nightjar::backend};
  return &entry;
}
