#include "tools/cli/model_folders.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "nightjar/error.h"
#include "tools/cli/text.h"

namespace nightjar::cli {

namespace fs = std::filesystem;

namespace {

bool is_model(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "manifest.json", ignored);
}

// Of "a:b", as in PATH.
std::vector<fs::path> parts_of(const std::string& joined_folders) {
  std::vector<fs::path> parts;
  for (std::size_t begin = 0; begin < joined_folders.size();) {
    const std::size_t end = std::min(joined_folders.find(':', begin), joined_folders.size());
    if (end > begin) parts.emplace_back(joined_folders.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::string names_of(const std::vector<FoundModel>& models) {
  std::vector<std::string> names;
  names.reserve(models.size());
  for (const FoundModel& model : models) names.push_back(printable(model.folder.filename().string()));
  return joined(names, ", ");
}

}  // namespace

std::vector<fs::path> model_folders(const fs::path& models) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(models, error), end; !error && entry != end; entry.increment(error)) {
    if (is_model(entry->path())) found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<fs::path> models_folders_above(const fs::path& start) {
  std::vector<fs::path> found;
  for (const char* name : {"share/nightjar/models", "models"}) {
    for (fs::path above = start;; above = above.parent_path()) {
      if (!model_folders(above / name).empty()) {
        found.push_back(above / name);
        break;
      }
      if (above == above.parent_path()) break;
    }
  }
  return found;
}

std::vector<fs::path> model_search_path(const std::string& folders) {
  std::vector<fs::path> path = parts_of(folders);
  for (const fs::path& given : path) {
    if (model_folders(given).empty()) {
      throw SetupError(ErrorCode::bad_option,
                       "--models " + printable(given.string()) +
                           ": no model there; expected a folder that holds folders with a manifest.json");
    }
  }
  const char* chosen = std::getenv("NIGHTJAR_MODELS");
  for (fs::path& each : parts_of(chosen != nullptr ? chosen : "")) path.push_back(std::move(each));
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    for (fs::path& each : models_folders_above(program.parent_path())) path.push_back(std::move(each));
  }
  return path;
}

std::vector<FoundModel> found_models(const std::string& folders) {
  std::vector<FoundModel> found;
  for (const fs::path& models : model_search_path(folders)) {
    for (const fs::path& folder : model_folders(models)) {
      const auto first = std::find_if(found.begin(), found.end(), [&](const FoundModel& one) {
        return one.folder.filename() == folder.filename();
      });
      std::error_code ignored;
      if (first == found.end()) {
        found.push_back({folder, {}});
      } else if (!fs::equivalent(first->folder, folder, ignored)) {  // a folder may be named twice
        first->hidden.push_back(folder);
      }
    }
  }
  return found;
}

fs::path find_model(const ModelChoice& choice) {
  const std::vector<FoundModel> models = found_models(choice.folders);
  if (choice.name.find('/') == std::string::npos) {
    for (const FoundModel& model : models) {
      if (model.folder.filename() == choice.name) return model.folder;
    }
  }
  std::error_code ignored;
  if (fs::is_directory(choice.name, ignored)) return choice.name;
  throw SetupError(
      ErrorCode::bad_model,
      "no model '" + printable(choice.name) + "'; expected a folder with a manifest.json, or one of: " +
          (models.empty() ? "(no models found; name their folder with --models)" : names_of(models)));
}

}  // namespace nightjar::cli
