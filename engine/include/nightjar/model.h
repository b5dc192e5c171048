// A model, ready to run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "nightjar/model_options.h"

namespace nightjar {

class LoadedModel;

// A handle: copies share one set of prepared weights. Safe for concurrent use.
//
//   auto model = nightjar::Model::load("models/sounds");
class Model {
 public:
  // Reads `folder`/manifest.json, loads the weights into LibTorch and warms them up (about a second).
  // Throws SetupError: bad_manifest, bad_model, backend_unavailable, bad_option.
  //
  // How many threads LibTorch gives a request is one choice for the whole process, made by the first load:
  // one, or with Hint::latency ModelOptions::inference_num_threads. A later load that needs another number is
  // refused (bad_option).
  static Model load(const std::filesystem::path& folder, const ModelOptions& options = {});

  const std::string& name() const;
  const std::string& task() const;                 // "tags", "transcripts" or "embeddings"
  const std::string& sha256() const;               // of manifest and weights: what decides the results
  const std::vector<std::string>& labels() const;  // of transcripts: the tokens; of embeddings none
  std::int64_t sample_rate_hz() const;
  std::int64_t segment_samples() const;
  std::int64_t hop_samples() const;
  // For an InferQueue: float32 features of one segment, of properties().input without the batch. `segment`:
  // float32 [segment_samples], mono, at sample_rate_hz(). Throws SetupError(bad_option) for another number of
  // samples.
  std::vector<float> input_of(std::span<const float> segment) const;
  const ModelProperties& properties() const { return *properties_; }
  // What a user should know of the preparation; empty as a rule.
  std::vector<std::string> warnings() const;

  // For the engine; a model made of parts, such as a stub in a test.
  explicit Model(std::shared_ptr<const LoadedModel> loaded, const ModelOptions& options = {});
  const std::shared_ptr<const LoadedModel>& loaded() const { return loaded_; }

 private:
  Model(std::shared_ptr<const LoadedModel> loaded, std::shared_ptr<const ModelProperties> properties);

  std::shared_ptr<const LoadedModel> loaded_;
  std::shared_ptr<const ModelProperties> properties_;
};

}  // namespace nightjar
