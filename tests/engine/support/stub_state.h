// A model with state without LibTorch: for each step how many its instance has heard, and how loud they were.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "tests/engine/support/stub_model.h"

namespace nightjar {

inline constexpr std::int64_t kStubStep = 400;

// Scores from 0 to 1: the steps since the start over 10,000, and the mean level of all of them.
class StubState {
 public:
  void forget() { *this = {}; }
  void hear(std::span<const float> step, std::vector<float>& scores) {
    ++steps_;
    for (const float x : step) sum_ += std::abs(static_cast<double>(x));
    scores.push_back(static_cast<float>(static_cast<double>(steps_) / 10'000));
    scores.push_back(static_cast<float>(sum_ / static_cast<double>(steps_ * kStubStep)));
  }

 private:
  std::int64_t steps_ = 0;
  double sum_ = 0;
};

struct StubStateCounts {
  std::atomic<int> instances = 0;  // alive
  std::atomic<int> most_instances = 0;
  std::atomic<int> clashes = 0;                                      // two calls of one instance at a time
  std::atomic<int> fail_run = 0;                                     // the so-many-th run() from now on fails
  std::function<void(std::span<const float>)> in_run = [](auto) {};  // called by each run() with its sound
};

class StubStateInstance : public NetworkInstance {
 public:
  explicit StubStateInstance(StubStateCounts& counts) : counts_(counts) {
    const int alive = ++counts_.instances;
    int most = counts_.most_instances;
    while (alive > most && !counts_.most_instances.compare_exchange_weak(most, alive)) {
    }
  }
  ~StubStateInstance() override { --counts_.instances; }

  Expected<std::vector<float>> run(ConstTensorView input) override {
    if (busy_.exchange(true)) ++counts_.clashes;
    counts_.in_run(input.values());
    if (counts_.fail_run > 0 && --counts_.fail_run == 0) {
      busy_ = false;
      return Unexpected(Error{ErrorCode::inference_failed, "asked to fail"});
    }
    std::vector<float> scores;
    for (std::size_t i = 0; i < static_cast<std::size_t>(input.shape[0]); ++i)
      state_.hear(input.values().subspan(i * kStubStep, kStubStep), scores);
    busy_ = false;
    return scores;
  }
  Expected<void> reset() override {
    state_.forget();
    return {};
  }

 private:
  StubStateCounts& counts_;
  StubState state_;
  std::atomic<bool> busy_ = false;
};

class StubStateNetwork : public Network {
 public:
  explicit StubStateNetwork(StubStateCounts& counts) : counts_(counts) {}

  Expected<std::vector<float>> run(ConstTensorView) const override {
    return Unexpected(Error{ErrorCode::inference_failed, "keeps state"});
  }
  Expected<std::unique_ptr<NetworkInstance>> instance() const override {
    return std::make_unique<StubStateInstance>(counts_);
  }
  // Far more than what else a process may take or give back meanwhile.
  std::int64_t instance_bytes() const override { return 8 << 20; }
  std::vector<std::int64_t> activation_bytes() const override { return {1 << 16}; }

 private:
  StubStateCounts& counts_;
};

class StubStateBackend : public Backend {
 public:
  void prepare_thread() const override {}
  std::unique_ptr<Network> load(const NetworkSpec&) const override {
    return std::make_unique<StubStateNetwork>(counts);
  }
  BackendInfo info() const override { return {"stub", 1, 1, ""}; }

  mutable StubStateCounts counts;
};

// 8 kHz, steps of 50 ms, batches of 8, labels "clock" and "level".
inline Manifest stub_state_manifest() {
  Manifest m = stub_manifest();
  m.sample_rate_hz = 8000;
  m.segment_samples = m.hop_samples = kStubStep;
  m.batch_segments = 8;
  m.reset_method = "forget";
  m.features = WaveformSpec{};
  m.input_shape = {kStubStep};
  m.labels = {"clock", "level"};
  m.tags.activation = "none";
  m.tags.thresholds_on = {1.0F, 0.3F};
  m.tags.thresholds_off = {1.0F, 0.2F};
  return m;
}

}  // namespace nightjar
