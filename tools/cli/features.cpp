// `nightjar features`: writes exactly what a model is given. It needs neither weights nor LibTorch.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nightjar/error.h"
#include "tools/cli/command.h"
#include "tools/cli/console.h"
#include "tools/cli/feature_file.h"
#include "tools/cli/feature_folder.h"
#include "tools/cli/inputs.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

struct FeatureOptions {
  std::string model;
  std::vector<std::string> paths;
  std::string list;
  std::string output;
  std::size_t workers = 0;
};

ExitCode write_one(const FeatureMaker& maker, const std::string& path, const std::string& output) {
  const Expected<FeatureFile> written = maker.write(path, output);
  if (!written && written.error().code == ErrorCode::output_failed)
    throw OutputError(written.error().message);
  if (!written) {
    console().print("nightjar: " + printable(path) + ": " + printable(written.error().message));
    return ExitCode::incomplete;
  }
  if (written->gaps == 0) return ExitCode::all_done;
  console().print("nightjar: " + printable(path) + ": " + count_of(written->gaps, "gap") +
                  "; sound that is missing is given as zeros");
  return ExitCode::incomplete;
}

ExitCode features(const FeatureOptions& options) {
  const FeatureMaker maker(read_manifest(find_model(options.model)));
  const Inputs inputs = gather_inputs(options.paths, options.list);
  if (options.list.empty() && inputs.paths.size() == 1 && options.output.ends_with(".npy")) {
    return write_one(maker, inputs.paths.front(), options.output);
  }
  if (options.output.ends_with(".npy")) {
    throw SetupError(ErrorCode::bad_option, "-o " + options.output + ": one file for " +
                                                count_of(std::ssize(inputs.paths), "recording") +
                                                "; expected a folder, such as -o features");
  }
  return write_feature_folder(maker, inputs.paths, options.output, options.workers);
}

}  // namespace

void add_features(CLI::App& app, Action& action) {
  auto options = std::make_shared<FeatureOptions>();
  CLI::App* command = app.add_subcommand("features", "Write what the model is given, as .npy files");
  command->add_option("MODEL", options->model, "Name, or folder, of the model")->required()->type_name("");
  command->add_option("FILES", options->paths, "Recordings, and folders to search for them")->type_name("");
  command->add_option("--list", options->list, "Read more paths from FILE (-: stdin)")->type_name("FILE");
  command->add_option("-o", options->output, "A .npy for one recording, or a folder for any number")
      ->required()
      ->type_name("OUT");
  add_workers_option(*command, options->workers);
  command->footer(
      "Each .npy is float32, the segments of the model's input. A folder gets one a recording,\n"
      "and index.jsonl, in input order: index, path, file, segments, gaps; or index,\n"
      "path, code, message of what was refused.\n"
      "Example: nightjar features sounds dog.flac -o dog.npy");
  command->callback([options, &action] { action = [options] { return features(*options); }; });
}

}  // namespace nightjar::cli
