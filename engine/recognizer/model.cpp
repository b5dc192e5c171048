#include "nightjar/model.h"

#include "engine/recognizer/loaded_model.h"
#include "models/loader/torch_backend.h"

namespace nightjar {

Model Model::load(const std::filesystem::path& folder) {
  Manifest manifest = load_manifest(folder);
  return Model(std::make_shared<const LoadedModel>(std::move(manifest), load_torch_backend()));
}

const std::string& Model::name() const {
  return loaded_->manifest.name;
}
const std::string& Model::task() const {
  return loaded_->manifest.task;
}
const std::string& Model::sha256() const {
  return loaded_->manifest.sha256;
}
const std::vector<std::string>& Model::labels() const {
  return loaded_->manifest.labels;
}
std::int64_t Model::sample_rate_hz() const {
  return loaded_->manifest.sample_rate_hz;
}
std::int64_t Model::segment_samples() const {
  return loaded_->manifest.segment_samples;
}
std::int64_t Model::hop_samples() const {
  return loaded_->manifest.hop_samples;
}
std::vector<std::string> Model::warnings() const {
  return loaded_->network.network().warnings();
}

}  // namespace nightjar
