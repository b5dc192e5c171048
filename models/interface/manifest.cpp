#include "models/interface/manifest.h"

#include <nlohmann/json.hpp>
#include <set>

#include "models/interface/manifest_rules.h"
#include "models/interface/sha256.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

void read_weights(const JsonField& field, Manifest& m) {
  m.weights = field.text();
  if (m.weights.find_first_of("/\\") != std::string::npos || m.weights == "." || m.weights == "..") {
    field.refuse("the name of a file in the model's folder, without a path");
  }
}

void read_batch(const JsonField& field, Manifest& m) {
  m.batch_segments = field.integer(1, 1024);
  if ((m.batch_segments & (m.batch_segments - 1)) != 0) field.refuse("a power of two");
}

void read_labels(const JsonField& field, Manifest& m) {
  std::set<std::string> seen;
  for (const JsonField& item : field.items(1, 65536)) {
    const std::string label = item.text();
    if (label == "default") item.refuse("another word: \"default\" stands for all labels in the thresholds");
    if (!seen.insert(label).second) item.refuse("a label that was not there before");
    m.labels.push_back(label);
  }
}

ManifestRules manifest_rules() {
  static const ManifestRules input_rules = {{"shape", [](const JsonField& f, Manifest& m) {
                                               for (const JsonField& size : f.items(1, 3)) {
                                                 m.input_shape.push_back(size.integer(1, 1 << 24));
                                               }
                                             }}};
  ManifestRules rules = {
      {"format", [](const JsonField& f, Manifest& m) { m.format = static_cast<int>(f.integer(1, 1)); }},
      {"name", [](const JsonField& f, Manifest& m) { m.name = f.text(); }},
      {"description", [](const JsonField& f, Manifest& m) { m.description = f.text(); }},
      {"licence", [](const JsonField& f, Manifest& m) { m.licence = f.text(); }},
      {"task", [](const JsonField& f, Manifest& m) { m.task = f.one_of({"tags"}); }},
      {"weights", read_weights},
      {"sample_rate_hz", [](const JsonField& f, Manifest& m) { m.sample_rate_hz = f.integer(1, 384000); }},
      {"segment_samples", [](const JsonField& f, Manifest& m) { m.segment_samples = f.integer(1, 1 << 28); }},
      {"hop_samples",
       [](const JsonField& f, Manifest& m) { m.hop_samples = f.integer(1, m.segment_samples); }},
      {"batch_segments", read_batch},
      {"input", [](const JsonField& f, Manifest& m) { read_object(f, input_rules, m); }},
      {"features", read_features},
      {"labels", read_labels},
      {"decode",
       [](const JsonField& f, Manifest& m) {
         read_typed(f, {{"tags", tag_rules()}}, m);
       }},
  };
  rules.insert(rules.end(), emission_rules().begin(), emission_rules().end());
  return rules;
}

void check_file(const std::filesystem::path& file, const std::string& what) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    throw SetupError(ErrorCode::bad_model, what + " " + file.string() +
                                               " is not there or not a file; give a model folder with "
                                               "manifest.json and its weights");
  }
}

}  // namespace

Manifest read_manifest(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "manifest.json";
  check_file(file, "the manifest");
  const nlohmann::json document = parse_json_file(file);

  Manifest manifest;
  manifest.folder = folder;
  const JsonField field(document, "", file.string());
  read_object(field, manifest_rules(), manifest);
  check_segments(field, manifest);
  return manifest;
}

Manifest load_manifest(const std::filesystem::path& folder) {
  Manifest manifest = read_manifest(folder);
  const std::filesystem::path weights = folder / manifest.weights;
  check_file(weights, "the weights");
  manifest.sha256 = sha256_of_files({folder / "manifest.json", weights});
  return manifest;
}

}  // namespace nightjar
