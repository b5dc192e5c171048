// A model without LibTorch: each label is a range of mel bands, its logit the level of the loudest. Real
// features, real decoding, and a network whose behaviour a test can change.
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
#include "nightjar/model.h"

namespace nightjar {

// Called at the start of each run; what it returns or throws is the run's.
using RunHook = std::function<Expected<void>(ConstTensorView, std::span<float>)>;

class StubNetwork : public Network {
 public:
  StubNetwork(std::int64_t labels, std::shared_ptr<RunHook> hook) : labels_(labels), hook_(std::move(hook)) {}

  Expected<std::vector<float>> run(ConstTensorView input) const override {
    const std::int64_t batch = input.shape[0], bands = input.shape[1], frames = input.shape[2];
    std::vector<float> output(static_cast<std::size_t>(batch * labels_));
    const std::int64_t group = bands / labels_;
    for (std::int64_t b = 0; b < batch; ++b) {
      for (std::int64_t label = 0; label < labels_; ++label) {
        double loudest_db = -1000;
        for (std::int64_t band = label * group; band < (label + 1) * group; ++band) {
          double sum_db = 0;
          for (std::int64_t t = 0; t < frames; ++t) sum_db += input.data[(b * bands + band) * frames + t];
          loudest_db = std::max(loudest_db, sum_db / static_cast<double>(frames));
        }
        output[static_cast<std::size_t>(b * labels_ + label)] = static_cast<float>((loudest_db - 10) / 5);
      }
    }
    if (hook_ && *hook_) {
      if (auto done = (*hook_)(input, output); !done) return Unexpected(std::move(done).error());
    }
    return output;
  }
  std::vector<std::int64_t> activation_bytes() const override { return {1 << 16}; }

 private:
  const std::int64_t labels_;
  const std::shared_ptr<RunHook> hook_;
};

class StubBackend : public Backend {
 public:
  void prepare_thread() const override { ++threads_prepared; }
  std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
    return std::make_unique<StubNetwork>(spec.output_shape[0], hook);
  }
  BackendInfo info() const override { return {"stub", 1, 1, ""}; }

  mutable std::atomic<int> threads_prepared = 0;
  std::shared_ptr<RunHook> hook = std::make_shared<RunHook>();
};

// 16 kHz, segments of 1 s every 0.5 s, batches of 4, labels "low", "middle", "high".
inline Manifest stub_manifest() {
  Manifest m;
  m.name = "stub";
  m.task = "tags";
  m.weights = "none";
  m.sample_rate_hz = 16000;
  m.segment_samples = 16000;
  m.hop_samples = 8000;
  m.batch_segments = 4;
  m.features = LogMelSpec{.n_fft = 512,
                          .win_samples = 400,
                          .hop_samples = 160,
                          .mel_bands = 24,
                          .f_min_hz = 0,
                          .f_max_hz = 8000,
                          .mel_scale = "htk",
                          .mel_norm = "none",
                          .window = "hann",
                          .center = false,
                          .pad_mode = "constant",
                          .power = 2,
                          .log = "db",
                          .log_floor = 1e-10,
                          .top_db = 0};
  m.input_shape = {24, 97};
  m.labels = {"low", "middle", "high"};
  m.tags = {.activation = "sigmoid",
            .thresholds_on = {0.5f, 0.5f, 0.5f},
            .thresholds_off = {0.4f, 0.4f, 0.4f},
            .top_k = 0,
            .smoothing_segments = 1,
            .min_duration_s = 0,
            .merge_gap_s = 0};
  return m;
}

inline Model stub_model(const StubBackend& backend, Manifest manifest = stub_manifest()) {
  return Model(std::make_shared<const LoadedModel>(std::move(manifest), backend));
}

// A tone of `amplitude`, mono.
inline std::vector<float> tone(double hz, double seconds, std::int64_t rate_hz, double amplitude = 0.5) {
  std::vector<float> samples(static_cast<std::size_t>(std::llround(seconds * static_cast<double>(rate_hz))));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(
        amplitude * std::sin(2 * M_PI * hz * static_cast<double>(i) / static_cast<double>(rate_hz)));
  }
  return samples;
}

}  // namespace nightjar
