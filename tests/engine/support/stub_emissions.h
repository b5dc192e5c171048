// A model of emissions without LibTorch: how loud it is around each stride, from exactly its context.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "tests/engine/support/stub_model.h"

namespace nightjar {

inline constexpr std::int64_t kStubStride = 400;
inline constexpr std::int64_t kStubContext = 1000;
// Sound at this level spoils every row that hears it.
inline constexpr float kPoison = -1.0F;

// Row j: the mean magnitude of samples [j * stride - context, (j + 1) * stride + context) of its input, what
// is outside counting as silence; the logits of "loud" and "quiet".
inline std::vector<float> stub_emissions(std::span<const float> sound) {
  const auto samples = std::ssize(sound);
  std::vector<float> rows;
  for (std::int64_t begin = 0; begin < samples; begin += kStubStride) {
    const std::int64_t from = std::max<std::int64_t>(0, begin - kStubContext);
    const std::int64_t to = std::min(samples, begin + kStubStride + kStubContext);
    double sum = 0;
    bool poisoned = false;
    for (std::int64_t i = from; i < to; ++i) {
      sum += std::abs(static_cast<double>(sound[static_cast<std::size_t>(i)]));
      poisoned = poisoned || sound[static_cast<std::size_t>(i)] == kPoison;
    }
    const auto level = static_cast<float>(40 * (sum / (kStubStride + 2 * kStubContext) - 0.1));
    rows.push_back(poisoned ? std::numeric_limits<float>::quiet_NaN() : level);
    rows.push_back(-level);
  }
  return rows;
}

class StubEmissionNetwork : public Network {
 public:
  explicit StubEmissionNetwork(NetworkSpec spec) : spec_(std::move(spec)) {}

  Expected<std::vector<float>> run(ConstTensorView input) const override {
    std::vector<float> output;
    const auto samples = static_cast<std::size_t>(input.shape[1]);
    for (std::size_t i = 0; i < static_cast<std::size_t>(input.shape[0]); ++i) {
      const auto rows = stub_emissions(input.values().subspan(i * samples, samples));
      output.insert(output.end(), rows.begin(), rows.end());
    }
    return output;
  }
  std::int64_t rows() const override { return (spec_.input_shape[0] + kStubStride - 1) / kStubStride; }
  std::vector<std::int64_t> activation_bytes() const override { return {1 << 16}; }

 private:
  const NetworkSpec spec_;
};

class StubEmissionBackend : public Backend {
 public:
  void prepare_thread() const override {}
  std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
    return std::make_unique<StubEmissionNetwork>(spec);
  }
  BackendInfo info() const override { return {"stub", 1, 1, ""}; }
};

// 8 kHz, segments of 2 s every 1.5 s, batches of 4, labels "loud" and "quiet".
inline Manifest stub_emission_manifest(SegmentPadding padding = SegmentPadding::zeros) {
  Manifest m = stub_manifest();
  m.sample_rate_hz = 8000;
  m.hop_samples = 12000;
  m.stride_samples = kStubStride;
  m.context_samples = kStubContext;
  m.padding = padding;
  m.features = WaveformSpec{};
  m.input_shape = {16000};
  m.labels = {"loud", "quiet"};
  m.tags.thresholds_on = {0.5F, 0.5F};
  m.tags.thresholds_off = {0.5F, 0.5F};
  return m;
}

}  // namespace nightjar
