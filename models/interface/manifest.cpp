#include "models/interface/manifest.h"

#include <nlohmann/json.hpp>
#include <set>

#include "models/interface/manifest_rules.h"
#include "models/interface/sha256.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

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

std::string read_task(const JsonField& field) {
  return field.one_of({std::string(kTags), std::string(kTranscripts), std::string(kEmbeddings)});
}

// Which keys there are depends on the task.
ManifestRules manifest_rules(std::string_view task) {
  static const ManifestRules input_rules = {{"shape",
                                             [](const JsonField& f, Manifest& m) {
                                               for (const JsonField& size : f.items(1, 3)) {
                                                 m.input_shape.push_back(size.integer(1, 1 << 24));
                                               }
                                             }},
                                            {"arguments",
                                             [](const JsonField& f, Manifest& m) {
                                               for (const JsonField& number : f.items(1, 8)) {
                                                 m.input_arguments.push_back(number.number(-1e9, 1e9));
                                               }
                                             },
                                             false}};
  static const ManifestRules state_rules = {
      {"reset", [](const JsonField& f, Manifest& m) { m.reset_method = f.text(); }}};
  static const ManifestRules speed_rules = {
      {"x_real_time", [](const JsonField& f, Manifest& m) { m.speed.x_real_time = f.number(0.001, 1e6); }},
      {"measured_on", [](const JsonField& f, Manifest& m) { m.speed.measured_on = f.text(); }}};
  ManifestRules rules = {
      {"format", [](const JsonField& f, Manifest& m) { m.format = static_cast<int>(f.integer(1, 1)); }},
      {"name", [](const JsonField& f, Manifest& m) { m.name = f.text(); }},
      {"description", [](const JsonField& f, Manifest& m) { m.description = f.text(); }},
      {"licence", [](const JsonField& f, Manifest& m) { m.licence = f.text(); }},
      {"speed", [](const JsonField& f, Manifest& m) { read_object(f, speed_rules, m); }, false},
      {"task", [](const JsonField& f, Manifest& m) { m.task = read_task(f); }},
      {"weights", [](const JsonField& f, Manifest& m) { m.weights = f.file_name(); }},
      {"sample_rate_hz", [](const JsonField& f, Manifest& m) { m.sample_rate_hz = f.integer(1, 384000); }},
      {"segment_samples", [](const JsonField& f, Manifest& m) { m.segment_samples = f.integer(1, 1 << 28); }},
      {"hop_samples",
       [](const JsonField& f, Manifest& m) { m.hop_samples = f.integer(1, m.segment_samples); }},
      {"batch_segments", read_batch},
      {"input", [](const JsonField& f, Manifest& m) { read_object(f, input_rules, m); }},
      {"features", read_features},
  };
  if (task == kTranscripts) {
    rules.push_back({"decode", read_ctc});
  } else if (task == kEmbeddings) {
    rules.push_back({"decode", [](const JsonField& f, Manifest& m) {
                       read_typed(f, {{"embedding", embedding_rules()}}, m);
                     }});
  } else {
    rules.push_back({"labels", read_labels});
    rules.push_back({"decode", [](const JsonField& f, Manifest& m) {
                       read_typed(f, {{"tags", tag_rules()}}, m);
                     }});
  }
  rules.insert(rules.end(), emission_rules().begin(), emission_rules().end());
  rules.push_back({"reference_tolerance",
                   [](const JsonField& f, Manifest& m) { m.reference_tolerance = f.number(0, 1); }, false});
  rules.push_back({"state", [](const JsonField& f, Manifest& m) { read_object(f, state_rules, m); }, false});
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
  const std::string task = field.has("task") ? read_task(field.at("task")) : "";
  read_object(field, manifest_rules(task), manifest);
  check_segments(field, manifest);
  return manifest;
}

Manifest load_manifest(const std::filesystem::path& folder) {
  Manifest manifest = read_manifest(folder);
  const std::filesystem::path weights = folder / manifest.weights;
  check_file(weights, "the weights");
  std::vector<std::filesystem::path> files = {folder / "manifest.json", weights};
  if (manifest.task == kTranscripts) files.push_back(folder / manifest.ctc.vocabulary);
  if (!manifest.ctc.language_model.empty()) {
    files.push_back(folder / manifest.ctc.language_model);
    check_file(files.back(), "the language model");
  }
  manifest.sha256 = sha256_of_files(files);
  return manifest;
}

}  // namespace nightjar
