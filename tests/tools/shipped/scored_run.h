// Runs the program with `--scores`, and reads what it says of each recording.
#pragma once

#include <gtest/gtest.h>
#include <sndfile.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {

class ScoredRun : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::vector<float>& samples, int rate_hz) const {
    test::write_sound(folder_ / name, samples, rate_hz, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    return folder_ / name;
  }

  Ended run(const std::string& model, const std::vector<std::string>& inputs,
            const std::vector<std::string>& options = {}) const {
    std::vector<std::string> arguments = {"run", "--quiet", "--model", model, "--scores", table_};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.insert(arguments.end(), inputs.begin(), inputs.end());
    return nightjar(arguments);
  }

  // The last column of the latest run's table, in order: the lines of `path`.
  std::vector<float> last_scores(const std::string& path) const {
    std::vector<float> scores;
    std::ifstream in(table_);
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(path + ',')) scores.push_back(std::stof(line.substr(line.rfind(',') + 1)));
    }
    return scores;
  }

  const test::TempFolder folder_;
  const std::string table_ = folder_ / "scores.csv";
};

}  // namespace nightjar::cli
