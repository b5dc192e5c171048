// --resume: what of a run has been done before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nightjar/record.h"
#include "tools/cli/journal.h"
#include "tools/cli/result_tree.h"

namespace nightjar::cli {

struct DoneBefore {
  std::size_t index = 0;  // of the input
  std::string end_line;   // and what is to be said of it again
  Summary summary;
  std::int64_t sample_rate_hz = 0;
};

struct ResumePlan {
  std::vector<DoneBefore> done;   // without --resume none
  std::vector<std::size_t> todo;  // the other inputs
};

// The entries of the inputs, with size and time of change as they are now; without `files`, `sample_rate_hz`
// and `end_line`.
std::vector<JournalEntry> entries_of(const Inputs& inputs);

// With `resume`, a recording is done where the journal says that it ended `ok` in a run like this one, under
// the same path and name, with the size and time of change that it has now, in every format that is asked
// for, and the files are there and no shorter than they were. Takes away what earlier runs left half-written
// for the others, but for their checkpoints.
ResumePlan plan_run(Journal& journal, const std::vector<JournalEntry>& inputs, const ResultTree& tree,
                    bool resume);

}  // namespace nightjar::cli
