// The network of tests/support/spelled_sound.h without LibTorch. tests/golden/models/spelling.pt computes the
// same.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "tests/support/spelled_sound.h"

namespace nightjar::test {

// Row j of a segment: a blank of 0, and for each letter how many thirds of a decibel its band is above 15 dB,
// the mean of frames 2 j and 2 j + 1.
class SpellingNetwork : public Network {
 public:
  explicit SpellingNetwork(std::int64_t frames) : frames_(frames) {}

  Expected<std::vector<float>> run(ConstTensorView input) const override {
    const std::int64_t bands = input.shape[1], frames = input.shape[2];
    std::vector<float> output;
    for (std::int64_t b = 0; b < input.shape[0]; ++b) {
      for (std::int64_t j = 0; j < frames / 2; ++j) {
        output.push_back(0);
        for (std::int64_t band = 0; band < bands; ++band) {
          const float* frame = input.data + (b * bands + band) * frames + 2 * j;
          output.push_back(((frame[0] + frame[1]) / 2 - 15) / 3);
        }
      }
    }
    return output;
  }
  std::int64_t rows() const override { return frames_ / 2; }
  std::vector<std::int64_t> activation_bytes() const override { return {1 << 16}; }

 private:
  const std::int64_t frames_;
};

class SpellingBackend : public Backend {
 public:
  void prepare_thread() const override {}
  std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
    return std::make_unique<SpellingNetwork>(spec.input_shape.back());
  }
  BackendInfo info() const override { return {"stub", 1, 1, ""}; }
};

}  // namespace nightjar::test
