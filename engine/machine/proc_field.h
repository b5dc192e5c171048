// Numbers in the kernel's text files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace nightjar {

// What follows `key` at the begin of a line of root/file, as in "VmRSS:   200 kB" or "procs_running 2": the
// number alone, in the unit that stands there. None where the file or the key is missing. Concurrent calls
// are safe.
std::optional<std::int64_t> proc_field(const std::string& root, const char* file, const std::string& key);

}  // namespace nightjar
