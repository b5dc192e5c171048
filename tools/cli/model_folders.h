// Where models are found.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nightjar::cli {

// What a command is told of its model.
struct ModelChoice {
  std::string name;     // or the path of its folder
  std::string folders;  // of --models, joined by ':'; may be empty
};

// The folders that hold model folders, in the order in which names are looked up: those of `folders`; those
// of the variable NIGHTJAR_MODELS, joined by ':' too; what is installed; what is in the source tree. The last
// two are the nearest "share/nightjar/models", and the nearest "models", beside the program or above it that
// hold a model: so a build tree and an installation both work wherever they lie. Throws
// SetupError(bad_option) where one of `folders` holds no model.
std::vector<std::filesystem::path> model_search_path(const std::string& folders);

// For tests: the last two, seen from the program's folder `start`.
std::vector<std::filesystem::path> models_folders_above(const std::filesystem::path& start);

// The folders in `models` with a manifest.json, by name.
std::vector<std::filesystem::path> model_folders(const std::filesystem::path& models);

struct FoundModel {
  std::filesystem::path folder;               // its last part is the model's name
  std::vector<std::filesystem::path> hidden;  // others of that name, later on the search path
};

// All models of the search path.
std::vector<FoundModel> found_models(const std::string& folders);

// A name is a model of the search path; anything with a '/' is the path of a model's folder, and so is a name
// that only exists as such. Throws SetupError(bad_model) that lists the names there are.
std::filesystem::path find_model(const ModelChoice& choice);

}  // namespace nightjar::cli
