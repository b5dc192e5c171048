// Silero VAD's Python package, where a test's machine has it: NIGHTJAR_SILERO_PYTHON names the interpreter
// that does, else it is python3.
#pragma once

#include <cstdlib>
#include <string>

namespace nightjar::test {

inline std::string silero_python() {
  const char* chosen = std::getenv("NIGHTJAR_SILERO_PYTHON");
  return chosen != nullptr ? chosen : "python3";
}

// Whether it ended well; what it says of errors is dropped.
inline bool run_python(const std::string& arguments) {
  return std::system((silero_python() + " " + arguments + " 2> /dev/null").c_str()) == 0;
}

// Makes a model folder of it; false where there is no package.
inline bool make_silero_model(const std::string& folder) {
  return run_python(NIGHTJAR_SOURCE_DIR "/tools/models/silero_vad/convert.py " + folder + " > /dev/null");
}

inline std::string no_silero() {
  return silero_python() + " has no package silero_vad; NIGHTJAR_SILERO_PYTHON names another interpreter";
}

}  // namespace nightjar::test
