// `nightjar models`: which models there are, and what one of them is.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "nightjar/model.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/forecast.h"
#include "tools/cli/model_facts.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr double kMeasuredSeconds = 2;
constexpr int kListColumns = 84;
constexpr std::size_t kMostCardBytes = 1 << 20;

// Beside its key, on as many lines as it needs.
std::string listed_fact(const std::string& key, const std::string& value) {
  std::string text, head = key;
  for (const std::string& line : wrap(printable(value), kListColumns)) {
    text += "  " + left(head, 11) + line + "\n";
    head.clear();
  }
  return text;
}

std::string labels_of(const Manifest& model) {
  if (model.task == kEmbeddings) return "none: vectors of " + count_of(model.embedding.dimensions, "value");
  if (model.task == kTranscripts) return "words, of " + count_of(std::ssize(model.labels), "token");
  constexpr std::size_t kMostShown = 30;
  std::vector<std::string> labels = model.labels;
  if (labels.size() > kMostShown) {
    labels.resize(kMostShown);
    labels.push_back("... (" + count_of(std::ssize(model.labels), "label") + ")");
  }
  return joined(labels, ", ");
}

std::string measured_speed(const std::filesystem::path& folder) {
  const Speed speed = measure_speed(Model::load(folder), kMeasuredSeconds, 1);
  return fixed(speed.x_real_time, 0) + " x real time, measured now, on one core of this machine";
}

std::string speed_of(const Manifest& model, bool measure) {
  const std::string stated = stated_speed(model);
  if (measure) return (stated.empty() ? "" : stated + "; ") + measured_speed(model.folder);
  return stated.empty() ? "not stated; --measure tells that of this machine" : stated;
}

std::string summary_of(const FoundModel& found, bool measure) {
  const Manifest model = read_manifest(found.folder);
  std::string text =
      printable(found.folder.filename().string()) + "\n" + listed_fact("what", model.description) +
      listed_fact("task", model.task) + listed_fact("labels", labels_of(model)) +
      listed_fact("input", std::to_string(model.sample_rate_hz) + " Hz, segments of " +
                               duration_of(model.segment_samples, model) + ", one every " +
                               duration_of(model.hop_samples, model)) +
      listed_fact("licence", model.licence) + listed_fact("size", weights_size(model)) +
      listed_fact("speed", speed_of(model, measure)) + listed_fact("folder", found.folder.string());
  for (const std::filesystem::path& hidden : found.hidden) text += listed_fact("hides", hidden.string());
  return text;
}

ExitCode list_models(const ModelsOptions& options) {
  const std::vector<FoundModel> models = found_models(options.model.folders);
  if (models.empty()) {
    throw SetupError(ErrorCode::bad_model, "no models found; name the folder that holds them with --models");
  }
  ExitCode code = ExitCode::all_done;
  for (const FoundModel& found : models) {
    if (options.names) {
      write_stdout(found.folder.filename().string() + "\n");
      continue;
    }
    try {
      write_stdout(summary_of(found, options.measure));
    } catch (const SetupError& error) {
      console().print(std::string("nightjar: ") + error.what());
      code = ExitCode::setup_failed;
    }
  }
  return code;
}

// CARD.md as it is, but for what a terminal must not see.
std::string card_of(const std::filesystem::path& folder) {
  std::ifstream file(folder / "CARD.md", std::ios::binary);
  if (!file) return "It has no card (CARD.md).\n";
  std::string text(kMostCardBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  std::string card;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    card += printable(text.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return card;
}

}  // namespace

ExitCode models(const ModelsOptions& options) {
  if (options.model.name.empty() || options.names) return list_models(options);
  const std::filesystem::path folder = find_model(options.model);
  std::string text = facts_of(load_manifest(folder));
  if (options.measure) text += fact_line("speed here", measured_speed(folder));
  write_stdout(text + "\n" + card_of(folder));
  return ExitCode::all_done;
}

}  // namespace nightjar::cli
