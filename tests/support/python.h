// Python packages, where a test's machine has them: NIGHTJAR_PYTHON names the interpreter that does, else it
// is python3. tools/import_model/requirements.txt lists them.
#pragma once

#include <cstdlib>
#include <string>

namespace nightjar::test {

inline std::string python() {
  const char* chosen = std::getenv("NIGHTJAR_PYTHON");
  return chosen != nullptr ? chosen : "python3";
}

// Whether it ended well; what it says of errors goes to the file `errors`.
inline bool run_python(const std::string& arguments, const std::string& errors = "/dev/null") {
  return std::system((python() + " " + arguments + " 2> " + errors).c_str()) == 0;
}

// tools/import_model, to write the model folder `folder`.
inline bool import_model(const std::string& arguments, const std::string& folder,
                         const std::string& errors = "/dev/null") {
  return run_python(
      NIGHTJAR_SOURCE_DIR "/tools/import_model/import_model " + arguments + ' ' + folder + " > /dev/null",
      errors);
}

// For GTEST_SKIP().
inline std::string no_python(const std::string& packages) {
  return python() + " lacks one of the packages " + packages + "; NIGHTJAR_PYTHON names another interpreter";
}

}  // namespace nightjar::test
