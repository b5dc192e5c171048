#include "tools/cli/feature_folder.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "engine/machine/machine.h"
#include "stages/write/json_text.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

using Outcome = Expected<FeatureFile>;

bool failed_output(const Outcome& outcome) {
  return !outcome && outcome.error().code == ErrorCode::output_failed;
}

std::string index_line(std::size_t index, const std::string& path, const Outcome& outcome) {
  std::string text;
  {
    JsonLine line(text);
    line.integer("index", static_cast<std::int64_t>(index));
    line.path(path);
    if (outcome) {
      line.text("file", feature_file_name(index, path));
      line.integer("segments", outcome->segments);
      if (outcome->last) line.text("last_file", last_segment_file(feature_file_name(index, path)));
      line.integer("gaps", outcome->gaps);
    } else {
      line.text("code", name(outcome.error().code));
      line.text("message", outcome.error().message);
    }
  }
  return text;
}

}  // namespace

std::string feature_file_name(std::size_t index, const std::string& path) {
  std::string number = std::to_string(index);
  number.insert(0, 6 - std::min<std::size_t>(number.size(), 6), '0');
  std::string stem = std::filesystem::path(path).stem().string().substr(0, 100);
  std::replace_if(
      stem.begin(), stem.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, '_');
  return number + "-" + stem + ".npy";
}

ExitCode write_feature_folder(const FeatureMaker& maker, const std::vector<std::string>& paths,
                              const std::string& folder, std::size_t workers) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw OutputError("folder " + printable(folder) + ": " + error.message());

  std::vector<std::optional<Outcome>> outcomes(paths.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  const auto work = [&] {
    for (std::size_t i; !failed && (i = next++) < paths.size();) {
      outcomes[i] = maker.write(paths[i], folder + "/" + feature_file_name(i, paths[i]));
      if (failed_output(*outcomes[i])) failed = true;
    }
  };
  {
    std::vector<std::jthread> threads(worker_count(workers));
    for (std::jthread& thread : threads) thread = std::jthread(work);
  }

  bool complete = true;
  std::ofstream index(folder + "/index.jsonl", std::ios::binary);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!outcomes[i]) continue;  // an output failed
    if (failed_output(*outcomes[i])) throw OutputError(outcomes[i]->error().message);
    complete = complete && *outcomes[i] && (*outcomes[i])->gaps == 0;
    index << index_line(i, paths[i], *outcomes[i]);
  }
  index.close();
  if (!index) throw OutputError(printable(folder) + "/index.jsonl could not be written; is the disk full?");
  return complete ? ExitCode::all_done : ExitCode::incomplete;
}

}  // namespace nightjar::cli
