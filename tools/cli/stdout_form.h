// What `run` and `match find` make of standard output: JSON Lines, or a table for people.
#pragma once

#include <memory>
#include <string>

#include "stages/write/result_writer.h"

namespace nightjar::cli {

enum class StdoutForm { json_lines, table };
inline constexpr const char* kMatchNoun = "known sound";

// What --format says of standard output where there is no --out: "jsonl", "table", or, where it is empty, a
// table if standard output is a terminal. Throws SetupError(bad_option) for anything else.
StdoutForm stdout_form_of(const std::string& format);

// Of one recording. The table has the width that the terminal has now. `noun` names what Summary::events
// are, for people.
std::unique_ptr<ResultWriter> make_stdout_writer(StdoutForm form, TextSink out, const std::string& path,
                                                 const std::string& noun = "event");

std::string first_text(StdoutForm form, const RunLine& run);  // a table has none
std::string last_text(StdoutForm form, const DoneLine& done, const std::string& noun = "event");

}  // namespace nightjar::cli
