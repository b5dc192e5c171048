// A model that gives back what it is given, doubled; and whose runs a test may hold up, count or spoil.
#pragma once

#include <array>
#include <functional>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <string>
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

// How many runs each device had.
struct EchoRuns {
  std::mutex mutex;
  std::map<std::string, int> by_device;
};

class EchoNetwork : public Network {
 public:
  EchoNetwork(std::shared_ptr<EchoHook> hook, std::shared_ptr<EchoRuns> runs, std::string device)
      : hook_(std::move(hook)), runs_(std::move(runs)), device_(std::move(device)) {}

  Expected<std::vector<float>> run(ConstTensorView input) const override {
    {
      const std::lock_guard lock(runs_->mutex);
      ++runs_->by_device[device_];
    }
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
  const std::shared_ptr<EchoRuns> runs_;
  const std::string device_;
};

class EchoBackend : public Backend {
 public:
  void prepare_thread() const override { ++threads_prepared; }
  std::vector<Device> devices() const override { return there; }
  std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
    return std::make_unique<EchoNetwork>(hook, runs, spec.device);
  }
  BackendInfo info() const override { return {"echo", 1, 1, ""}; }

  mutable std::atomic<int> threads_prepared = 0;
  std::vector<Device> there = {Device()};
  std::shared_ptr<EchoHook> hook = std::make_shared<EchoHook>();
  std::shared_ptr<EchoRuns> runs = std::make_shared<EchoRuns>();
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

inline Model echo_model(const EchoBackend& backend, const ModelOptions& options,
                        const std::vector<std::string>& devices = {"CPU"}) {
  return Model(std::make_shared<const LoadedModel>(echo_manifest(), backend, devices), options);
}

}  // namespace nightjar
