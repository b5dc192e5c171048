// A gate for tests, without LibTorch: its one class is "loud", any sample of a quarter of a second above 0.2.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "nightjar/recognizer.h"
#include "tests/engine/support/stub_model.h"

namespace nightjar {

enum class LoudMood { sound, fails, not_a_number };

class LoudBackend : public Backend {
 public:
  struct LoudNetwork : Network {
    explicit LoudNetwork(const LoudBackend& its) : backend(its) {}
    Expected<std::vector<float>> run(ConstTensorView input) const override {
      if (backend.mood == LoudMood::fails)
        return Unexpected(Error{ErrorCode::inference_failed, "asked to fail"});
      std::vector<float> scores;
      const auto step = static_cast<std::size_t>(input.shape[1]);
      for (std::size_t i = 0; i < static_cast<std::size_t>(input.shape[0]); ++i) {
        const auto sound = input.values().subspan(i * step, step);
        const bool loud = std::ranges::any_of(sound, [](float x) { return std::abs(x) > 0.2F; });
        scores.push_back(backend.mood == LoudMood::not_a_number ? std::numeric_limits<float>::quiet_NaN()
                         : loud                                 ? 1.0F
                                                                : 0.0F);
      }
      return scores;
    }
    std::vector<std::int64_t> activation_bytes() const override { return {1 << 16}; }
    const LoudBackend& backend;
  };

  void prepare_thread() const override {}
  std::unique_ptr<Network> load(const NetworkSpec&) const override {
    return std::make_unique<LoudNetwork>(*this);
  }
  BackendInfo info() const override { return {"stub", 1, 1, ""}; }

  std::atomic<LoudMood> mood = LoudMood::sound;
};

// 24 kHz, steps of 0.25 s, batches of 8.
inline Manifest loud_manifest() {
  Manifest m = stub_manifest();
  m.name = "loudness";
  m.sample_rate_hz = 24000;
  m.segment_samples = m.hop_samples = 6000;
  m.batch_segments = 8;
  m.features = WaveformSpec{};
  m.input_shape = {6000};
  m.labels = {"loud"};
  m.tags.activation = "none";
  m.tags.thresholds_on = {0.5F};
  m.tags.thresholds_off = {0.5F};
  return m;
}

inline OnlyWhere only_loud(const LoudBackend& backend) {
  return {Model(std::make_shared<const LoadedModel>(loud_manifest(), backend)), "loud"};
}

}  // namespace nightjar
