// A model's parts, shared by all recordings.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/interface/manifest.h"
#include "models/interface/network.h"
#include "stages/decode/row_grid.h"
#include "stages/features/model_input.h"
#include "stages/infer/network_runner.h"
#include "stages/read/segment_reader.h"

namespace nightjar {

// Immutable once made; safe for concurrent use.
class LoadedModel {
 public:
  // Borrows the backend, which lives as long as the process. Throws what Backend::load and InputMaker do, and
  // SetupError(bad_model) where the network does not give the rows that the manifest's stride promises.
  LoadedModel(Manifest model_manifest, const Backend& model_backend,
              const std::vector<std::string>& devices = {Device().name},
              Precision precision = Precision::float32, Preparation preparation = Preparation::channels_last);
  LoadedModel(const LoadedModel&) = delete;
  LoadedModel& operator=(const LoadedModel&) = delete;

  const Manifest manifest;
  const Backend& backend;
  const InputMaker input;
  const std::vector<NetworkRunner> networks;        // one a device, of the same weights
  const NetworkRunner& network = networks.front();  // the first device's: recordings are recognised there
  const RowGrid rows;

  std::int64_t row_values() const { return nightjar::row_values(manifest); }
  std::int64_t feature_values() const;    // float32 values of one segment's features
  std::int64_t activation_bytes() const;  // the most over all batch sizes
  std::int64_t batch_bytes() const;       // sound, features and scores of a full batch

 private:
  void check_rows() const;
};

}  // namespace nightjar
