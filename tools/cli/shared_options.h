// Options that several commands have.
#pragma once

#include <cstddef>
#include <string>

#include "tools/cli/command.h"
#include "tools/cli/inputs.h"
#include "tools/cli/log.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/selection_options.h"
#include "tools/cli/transcript_flags.h"

namespace nightjar::cli {

// `name` of the positional: "PATHS".
void add_inputs(Command& command, const std::string& name, InputOptions& inputs);
void add_model(Command& command, ModelChoice& model);                          // a positional, and --models
void add_model_option(Command& command, OptionText text, ModelChoice& model);  // --model, and --models
void add_model_folders(Command& command, ModelChoice& model);                  // --models alone
void add_workers(Command& command, std::size_t& workers);
void add_memory(Command& command, std::string& memory);
void add_profile(Command& command, bool& profile);
void add_selection(Command& command, SelectionOptions& selection);
void add_only(Command& command, std::string& only);
void add_transcripts(Command& command, TranscriptFlags& flags);
void add_log(Command& command, LogOptions& log);
void add_json(Command& command, const std::string& what, bool& json);

}  // namespace nightjar::cli
