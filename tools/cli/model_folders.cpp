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

std::optional<fs::path> models_folder_above(fs::path start) {
  for (;; start = start.parent_path()) {
    for (const char* name : {"models", "share/nightjar/models"}) {
      if (!model_folders(start / name).empty()) return start / name;
    }
    if (start == start.parent_path()) return std::nullopt;
  }
}

std::optional<fs::path> models_folder() {
  if (const char* chosen = std::getenv("NIGHTJAR_MODELS"); chosen != nullptr && *chosen != '\0')
    return chosen;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? std::nullopt : models_folder_above(program.parent_path());
}

fs::path find_model(const std::string& name_or_folder) {
  const bool is_path = name_or_folder.find('/') != std::string::npos;
  const auto models = models_folder();
  if (!is_path && !name_or_folder.empty() && models && is_model(*models / name_or_folder)) {
    return *models / name_or_folder;
  }
  std::error_code ignored;
  if (fs::is_directory(name_or_folder, ignored)) return name_or_folder;
  std::string known;
  for (const fs::path& folder : models ? model_folders(*models) : std::vector<fs::path>{}) {
    known += (known.empty() ? "" : ", ") + folder.filename().string();
  }
  throw SetupError(ErrorCode::bad_model,
                   "no model '" + printable(name_or_folder) +
                       "'; expected a folder with a manifest.json, or one of: " +
                       (known.empty() ? "(no models found; set NIGHTJAR_MODELS to their folder)" : known));
}

}  // namespace nightjar::cli
