#include "nightjar/model.h"

#include "engine/recognizer/loaded_model.h"
#include "engine/recognizer/model_properties.h"
#include "models/loader/torch_backend.h"

namespace nightjar {
namespace {

std::shared_ptr<const ModelProperties> with_ports(ModelProperties properties, const LoadedModel& loaded) {
  describe_ports(properties, loaded.network.spec());
  return std::make_shared<const ModelProperties>(std::move(properties));
}

// Of LibTorch's, for each request on the CPU.
int threads_of_request(const ModelProperties& properties) {
  return properties.hint == Hint::latency && properties.inference_threads != 0
             ? static_cast<int>(properties.inference_threads)
             : 1;
}

}  // namespace

Model::Model(std::shared_ptr<const LoadedModel> loaded, std::shared_ptr<const ModelProperties> properties)
    : loaded_(std::move(loaded)), properties_(std::move(properties)) {}

Model::Model(std::shared_ptr<const LoadedModel> loaded, const ModelOptions& options)
    : loaded_(std::move(loaded)),
      properties_(with_ports(properties_of(options, loaded_->backend.devices()), *loaded_)) {}

Model Model::load(const std::filesystem::path& folder, const ModelOptions& options) {
  Manifest manifest = load_manifest(folder);
  ModelProperties properties = properties_of(options, torch_devices());
  std::vector<std::string> devices;
  for (const ExecutionDevice& device : properties.execution_devices) devices.push_back(device.name);
  const Backend& backend = load_torch_backend({.intra_op_threads = threads_of_request(properties)});
  if (options.batch_segments != 0)
    manifest.batch_segments = static_cast<std::int64_t>(options.batch_segments);
  auto loaded = std::make_shared<const LoadedModel>(std::move(manifest), backend, devices, options.precision,
                                                    options.preparation);
  auto described = with_ports(std::move(properties), *loaded);
  return {std::move(loaded), std::move(described)};
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
std::vector<float> Model::input_of(std::span<const float> segment) const {
  if (std::ssize(segment) != segment_samples()) {
    throw SetupError(ErrorCode::bad_option, "a segment of " + std::to_string(segment.size()) +
                                                " samples for model " + name() + "; expected " +
                                                std::to_string(segment_samples()));
  }
  return loaded_->input.make(segment, 1).values;
}
std::vector<std::string> Model::warnings() const {
  return loaded_->network.network().warnings();
}

}  // namespace nightjar
