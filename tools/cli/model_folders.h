// Where models are found.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace nightjar::cli {

// The folder that holds model folders: NIGHTJAR_MODELS where it is set, else the nearest "models" or
// "share/nightjar/models" beside the program or above it that holds a model: so a build tree and an
// installation both work wherever they lie. None where there is no such folder.
std::optional<std::filesystem::path> models_folder();

// For tests: the same, seen from the program's folder `start`.
std::optional<std::filesystem::path> models_folder_above(std::filesystem::path start);

// The folders in `models` with a manifest.json, by name.
std::vector<std::filesystem::path> model_folders(const std::filesystem::path& models);

// A name is a model of models_folder(); anything with a '/' is the path of a model's folder, and so is a name
// that only exists as such. Throws SetupError(bad_model) that lists the names there are.
std::filesystem::path find_model(const std::string& name_or_folder);

}  // namespace nightjar::cli
