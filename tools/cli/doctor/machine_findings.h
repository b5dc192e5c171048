// What slows a program like this one down that is set outside of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/machine/machine.h"

namespace nightjar::cli {

// What cannot be read is empty or 0. `root` is the folder that holds proc/ and sys/, another one in tests.
struct MachineState {
  CoreLimits cores;
  std::vector<std::string> governors;  // of the cores' frequency: each one that is in use, once
  std::string huge_pages;              // transparent ones: "always", "madvise", "never"
  std::int64_t swapped_bytes = 0;      // of this process
  std::int64_t memory_bytes = 0;       // of the machine
  std::int64_t available_bytes = 0;    // of these, without swapping
  double runnable_threads = 0;         // of all programs but this thread: the mean over `looks`
};
MachineState read_machine_state(const std::string& root = "/", int looks = 20, int interval_ms = 50);

struct Findings {
  std::vector<std::string> warnings;  // settings that stay until somebody changes them
  std::vector<std::string> notes;     // what may have passed in a moment
};
Findings judge_machine(const MachineState& state);

// Of the widest instructions of the processor (engine/machine) and those of LibTorch's kernels; empty: none
// is left unused.
std::string kernel_warning(const std::string& instruction_set, const std::string& kernels);

// Of what libsndfile was built without, SF_FORMAT_FLAC, _OGG or _MPEG; empty: none of them.
std::string libsndfile_warning(const std::vector<int>& major_formats);
std::vector<int> libsndfile_formats();  // of the one that is linked

}  // namespace nightjar::cli
