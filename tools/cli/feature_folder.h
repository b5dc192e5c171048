// Features of many recordings, in a folder with an index: for training scripts.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/cli/exit_code.h"
#include "tools/cli/feature_file.h"

namespace nightjar::cli {

// "000012-dog bark.npy" for recording 12 at "a/dog bark.flac": the number keeps names apart, the rest is for
// people.
std::string feature_file_name(std::size_t index, const std::string& path);

// Writes `folder`/<feature_file_name> for each recording and `folder`/index.jsonl, on `workers` threads (0:
// the cores that may be used). Makes the folder. Throws OutputError where one cannot be written.
ExitCode write_feature_folder(const FeatureMaker& maker, const std::vector<std::string>& paths,
                              const std::string& folder, std::size_t workers);

}  // namespace nightjar::cli
