#include "tools/cli/only_option.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "engine/recognizer/gate.h"
#include "models/interface/manifest.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> model_named(const std::string& name, const std::string& folders) {
  try {
    return find_model({.name = name, .folders = folders});
  } catch (const SetupError& error) {
    if (error.code() != ErrorCode::bad_model) throw;
    return std::nullopt;
  }
}

bool has_label(const std::vector<std::string>& labels, const std::string& label) {
  return std::ranges::find(labels, label) != labels.end();
}

// "sounds:music, speech:music", of the models there are; or empty.
std::string models_with(const std::string& label, const std::string& folders) {
  std::vector<std::string> choices;
  for (const FoundModel& model : found_models(folders)) {
    try {
      const Manifest manifest = read_manifest(model.folder);
      if (manifest.task == kTags && has_label(manifest.labels, label))
        choices.push_back(printable(model.folder.filename().string() + ":" + label));
    } catch (const SetupError&) {
      continue;  // it is no choice
    }
  }
  return joined(choices, ", ");
}

[[noreturn]] void refuse_only(const std::string& text, const std::string& what) {
  throw SetupError(ErrorCode::bad_option, "--only " + printable(text) + ": " + what);
}

// A model without a label beside it.
std::string own_label(const Model& model, const fs::path& folder, const std::string& text) {
  if (model.labels().size() == 1 || model.task() != kTags)
    return model.labels().empty() ? "" : model.labels()[0];
  for (const std::string& name : {folder.filename().string(), model.name()}) {
    if (has_label(model.labels(), name)) return name;
  }
  refuse_only(text, "which of its classes? Expected a label after it, such as " +
                        printable(text + ":" + model.labels()[0]) + "; it has " +
                        joined(model.labels(), ", "));
}

}  // namespace

std::optional<OnlyWhere> only_where(const std::string& text, const std::string& folders) {
  if (text.empty()) return std::nullopt;
  const auto made = [](OnlyWhere only) {
    check_only(only);
    return only;
  };
  if (const auto folder = model_named(text, folders)) {
    const Model model = Model::load(*folder);
    return made({model, own_label(model, *folder, text)});
  }
  for (std::size_t colon = text.rfind(':'); colon != std::string::npos && colon > 0;
       colon = text.rfind(':', colon - 1)) {
    if (const auto folder = model_named(text.substr(0, colon), folders))
      return made({Model::load(*folder), text.substr(colon + 1)});
  }
  const std::string choices = models_with(text, folders);
  refuse_only(text, choices.empty()
                        ? "no such model; expected MODEL or MODEL:LABEL, a model of tags and its label; "
                          "`nightjar models` lists them"
                        : "no model of that name; expected MODEL:LABEL: " + choices);
}

}  // namespace nightjar::cli
