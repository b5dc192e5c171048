// Which recordings a command works on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nightjar::cli {

// What the command line names: recordings, and folders to search for them.
struct InputOptions {
  std::vector<std::string> paths;
  std::string list;  // a file with more paths, "-" for standard input; empty: none
};

// Paths are bytes, not necessarily UTF-8.
struct Inputs {
  std::vector<std::string> paths;  // in the order of the output
  // Of each, what it is called below a folder of results: its path below the folder that was named, or its
  // file name where it was named itself. Never empty; no part of it is "." or "..", and none begins with a
  // slash.
  std::vector<std::string> names;
  std::int64_t not_audio = 0;  // files in folders that were left out, since their first bytes are no audio's
  std::vector<std::string> unreadable_folders;  // with the cause
};

// A file that is named is always taken, so that a mistake in a name is seen. Of a folder, all files below it
// that look like audio, sorted by the bytes of their paths; links are followed, and a folder is entered once
// however often it is linked to. A file that may not be read is taken too: it is refused by name instead of
// being missed.
Inputs collect_inputs(const std::vector<std::string>& named);

// The paths in `file` ("-": standard input): one a line (LF or CRLF), or, where there is a NUL, separated by
// NULs. Throws SetupError(bad_option) where it cannot be read.
std::vector<std::string> read_path_list(const std::string& file);
std::vector<std::string> split_path_list(const std::string& text);

// Both: what was named on the command line, then what is in the list. Says on stderr what was left out.
// Throws SetupError(bad_option) where nothing was named at all.
Inputs gather_inputs(const InputOptions& options);

}  // namespace nightjar::cli
