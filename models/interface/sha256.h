// SHA-256 (FIPS 180-4) of files, by libnettle.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nightjar {

// 64 hexadecimal digits: what `cat FILES... | sha256sum` prints. Throws SetupError(bad_model) that names a
// file that cannot be read.
std::string sha256_of_files(const std::vector<std::filesystem::path>& files);

}  // namespace nightjar
