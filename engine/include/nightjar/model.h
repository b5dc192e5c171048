// A model, ready to run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "nightjar/error.h"

namespace nightjar {

class LoadedModel;

// A handle: copies share one set of prepared weights. Safe for concurrent use.
//
//   auto model = nightjar::Model::load("models/sounds");
class Model {
 public:
  // Reads `folder`/manifest.json, loads the weights into LibTorch and warms them up (about a second).
  // Throws SetupError: bad_manifest, bad_model, backend_unavailable.
  static Model load(const std::filesystem::path& folder);

  const std::string& name() const;
  const std::string& task() const;                 // "tags", "transcripts" or "embeddings"
  const std::string& sha256() const;               // of manifest and weights: what decides the results
  const std::vector<std::string>& labels() const;  // of transcripts: the tokens; of embeddings none
  std::int64_t sample_rate_hz() const;
  std::int64_t segment_samples() const;
  std::int64_t hop_samples() const;
  // What a user should know of the preparation; empty as a rule.
  std::vector<std::string> warnings() const;

  // For the engine; a model made of parts, such as a stub in a test.
  explicit Model(std::shared_ptr<const LoadedModel> loaded) : loaded_(std::move(loaded)) {}
  const std::shared_ptr<const LoadedModel>& loaded() const { return loaded_; }

 private:
  std::shared_ptr<const LoadedModel> loaded_;
};

}  // namespace nightjar
