// A model that gives back what it is given, doubled; and whose runs a test may hold up, count or spoil.
#pragma once

#include <array>
#include <functional>
#include <latch>
#include <memory>
#include <utility>
#include <vector>

#include "tests/engine/support/stub_model.h"

namespace nightjar {

inline constexpr std::int64_t kEchoValues = 4;

// One segment of a value, for as long as the expression that it is made in.
struct Echo {
  explicit Echo(float value) { values.fill(value); }
  operator ConstTensorView() const {  // NOLINT(google-explicit-constructor): it stands for one
    return {.data = values.data(), .shape = {1, kEchoValues}, .rank = 2};
  }
  std::array<float, kEchoValues> values{};
};

// Called by each run with the first value of its input; what it returns or throws is the run's.
using EchoHook = std::function<Expected<void>(float value)>;

class EchoNetwork : public Network {
 public:
  explicit EchoNetwork(std::shared_ptr<EchoHook> hook) : hook_(std::move(hook)) {}

  Expected<std::vector<float>> run(ConstTensorView input) const override {
    if (*hook_) {
      if (auto done = (*hook_)(*input.data); !done) return Unexpected(std::move(done).error());
    }
    std::vector<float> output(input.values().begin(), input.values().end());
    for (float& value : output) value *= 2;
    return output;
  }
  std::vector<std::int64_t> activation_bytes() const override { return {0, 0}; }

 private:
  const std::shared_ptr<EchoHook> hook_;
};

class EchoBackend : public Backend {
 public:
  void prepare_thread() const override { ++threads_prepared; }
  std::unique_ptr<Network> load(const NetworkSpec&) const override {
    return std::make_unique<EchoNetwork>(hook);
  }
  BackendInfo info() const override { return {"echo", 1, 1, ""}; }

  mutable std::atomic<int> threads_prepared = 0;
  std::shared_ptr<EchoHook> hook = std::make_shared<EchoHook>();
};

inline Manifest echo_manifest() {
  Manifest m = stub_manifest();
  m.name = "echo";
  m.segment_samples = m.hop_samples = kEchoValues;
  m.batch_segments = 2;
  m.features = WaveformSpec{};
  m.input_shape = {kEchoValues};
  m.labels = {"a", "b", "c", "d"};
  m.tags.thresholds_on = m.tags.thresholds_off = {0.5F, 0.5F, 0.5F, 0.5F};
  return m;
}

inline Model echo_model(const EchoBackend& backend, const ModelOptions& options) {
  return Model(std::make_shared<const LoadedModel>(echo_manifest(), backend), options);
}

}  // namespace nightjar
