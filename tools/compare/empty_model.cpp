#include "tools/compare/empty_model.h"

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/recognizer/loaded_model.h"

namespace nightjar::compare {
namespace {

class EmptyNetwork : public Network {
 public:
  Expected<std::vector<float>> run(ConstTensorView) const override { return std::vector<float>(1); }
  std::vector<std::int64_t> activation_bytes() const override { return {0}; }
};

class EmptyBackend : public Backend {
 public:
  void prepare_thread() const override {}
  std::unique_ptr<Network> load(const NetworkSpec&) const override {
    return std::make_unique<EmptyNetwork>();
  }
  BackendInfo info() const override { return {"empty", 1, 1, ""}; }
};

Manifest empty_manifest() {
  Manifest m;
  m.name = "empty";
  m.task = kTags;
  m.sample_rate_hz = 16000;
  m.segment_samples = m.hop_samples = m.batch_segments = 1;
  m.features = WaveformSpec{};
  m.input_shape = {1};
  m.labels = {"nothing"};
  return m;
}

}  // namespace

Model empty_model(const ModelOptions& options) {
  static const EmptyBackend backend;
  return Model(std::make_shared<const LoadedModel>(empty_manifest(), backend), options);
}

}  // namespace nightjar::compare
