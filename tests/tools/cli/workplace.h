// A folder with a model for the stub backend, and recordings.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/support/temp_folder.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {

class Workplace : public ::testing::Test {
 protected:
  Workplace();  // models/stub, with the manifest of stub_model.h

  // Writes 16-bit WAV, 16 kHz mono: a low tone. Returns its path.
  std::string recording(const std::string& name, double seconds = 3);

  // Environment: the stub in place of LibTorch, and this folder's models.
  ProgramOptions options() const;

  // All that is below a folder of results, but for the journal: the text by the name.
  std::map<std::string, std::string> files(const std::string& out) const;

  test::TempFolder folder_;
};

}  // namespace nightjar::cli
