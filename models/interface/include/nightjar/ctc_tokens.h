// The vocabulary of a CTC model, as files hold it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nightjar {

// Reads a JSON array of tokens in order, or an object {token: index} as tokenizers save it, whose indices are
// 0 to its size - 1, each once. At most 1 MiB. Throws SetupError(bad_manifest).
std::vector<std::string> load_ctc_tokens(const std::filesystem::path& file);

}  // namespace nightjar
