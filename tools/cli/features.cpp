// `nightjar features`: writes exactly what a model is given. It needs neither weights nor LibTorch.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "nightjar/error.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/feature_file.h"
#include "tools/cli/feature_folder.h"
#include "tools/cli/inputs.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

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

}  // namespace

ExitCode features(const FeatureOptions& options) {
  const FeatureMaker maker(read_manifest(find_model(options.model)));
  const Inputs inputs = gather_inputs(options.inputs);
  if (options.inputs.list.empty() && inputs.paths.size() == 1 && options.output.ends_with(".npy")) {
    return write_one(maker, inputs.paths.front(), options.output);
  }
  if (options.output.ends_with(".npy")) {
    throw SetupError(ErrorCode::bad_option, "-o " + options.output + ": one file for " +
                                                count_of(std::ssize(inputs.paths), "recording") +
                                                "; expected a folder, such as -o features");
  }
  return write_feature_folder(maker, inputs.paths, options.output, options.workers);
}

}  // namespace nightjar::cli
