// Tells a TorchScript archive from everything else that carries the name weights.pt.
#pragma once

#include <string>

namespace nightjar {

// Throws SetupError(bad_model) that names the file, what it is instead, and the remedy. Nothing is unpickled:
// a Python pickle is recognised by the archive's list of records.
void check_script_archive(const std::string& path);

}  // namespace nightjar
